// The theme takes the focus away from its header buttons after a click, for the sake of the mouse.
// A click from the keyboard (detail 0) keeps it.
for (const name of ["theme-switch-button", "search-button", "primary-toggle", "secondary-toggle"]) {
  const button = document.querySelector(`.${name}`);
  button?.addEventListener("click", (event) => {
    if (event.detail === 0 && !document.querySelector("dialog[open]")) button.focus();
  });
}
