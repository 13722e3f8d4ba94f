// Predictions: a choice that a reader makes before the result is read, told again beside it. It is kept on
// that page, by its words: on a page that has changed, a choice that is gone is forgotten.
// website/extension/asides.py writes the page's part; without scripts the choices stay a list.

const place = (name) => `predict ${location.pathname} ${name}`;

function kept(name) {
  try {
    return localStorage.getItem(place(name));
  } catch {
    return null;
  }
}

function keep(name, words) {
  try {
    if (words === null) localStorage.removeItem(place(name));
    else localStorage.setItem(place(name), words);
  } catch {} // a reader who keeps no data is told all the same, until the page is left
}

/** The choice as a button, in the place of its line in the list. */
function button(line) {
  const made = Object.assign(document.createElement("button"), { type: "button" });
  if (line.dataset.spoken) made.setAttribute("aria-label", line.dataset.spoken); // a formula is no name
  made.append(...line.childNodes);
  line.replaceWith(made);
  return made;
}

/** Says at the result what was chosen; nothing for no choice. */
function showChoice(line, chosen) {
  line.hidden = !chosen;
  if (!chosen) return line.replaceChildren();
  const words = document.createElement("strong");
  words.append(...chosen.cloneNode(true).childNodes);
  line.replaceChildren("You said: ", words, /[.?!]$/.test(chosen.textContent.trim()) ? "" : ".");
}

function mount(box) {
  const name = box.dataset.predict;
  const choices = [...box.querySelectorAll(".c7-choices > li > p")].map(button);
  const results = document.querySelectorAll(`.c7-predicted[data-predict="${name}"] .c7-said`);
  const words = (choice) => choice.textContent.trim();
  const show = (chosen) => {
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === chosen));
    for (const line of results) showChoice(line, chosen);
  };
  for (const choice of choices) {
    choice.addEventListener("click", () => {
      const chosen = choice.getAttribute("aria-pressed") === "true" ? undefined : choice;
      keep(name, chosen ? words(chosen) : null);
      show(chosen);
    });
  }
  const before = kept(name);
  show(choices.find((choice) => words(choice) === before));
}

document.querySelectorAll(".c7-predict").forEach(mount);
