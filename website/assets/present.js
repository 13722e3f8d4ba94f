// One thing of a page, full screen: ?present=NAME. NAME is the name of a figure, a prediction or a question on
// that page, or the kind of a figure that moves; the rest of the address sets such a figure up, as ever
// (host.js). Escape leaves it, and the page is where it was. assets/book.js fetches this file where an address
// asks for it; without scripts the page is simply the page, and the address's fragment leads to the thing.

const WHOLE = "figure, .c7-widget, .c7-predict, .c7-question";
const [SMALLEST, LARGEST] = [0.81, 3]; // times its size on the page
const root = document.documentElement;
const asked = () => new URLSearchParams(location.search).get("present");

/** What a name means on this page; undefined for a name of nothing that can be shown alone. */
function named(name) {
  const at =
    document.getElementById(name) ??
    document.querySelector(`.c7-predict[data-predict="${CSS.escape(name)}"], .c7-widget[data-module="${CSS.escape(name)}"]`);
  return at?.closest(WHOLE) ?? at?.querySelector(WHOLE) ?? undefined;
}

/** A dialog with nothing in it but the page's title and the way out. */
function frame() {
  const dialog = Object.assign(document.createElement("dialog"), { className: "c7-present", tabIndex: -1 });
  const title = Object.assign(document.createElement("p"), { textContent: document.title });
  const leave = Object.assign(document.createElement("button"), { type: "button", textContent: "Leave" });
  const stage = Object.assign(document.createElement("div"), { className: "c7-stage" });
  leave.addEventListener("click", () => dialog.close());
  dialog.setAttribute("aria-label", document.title);
  dialog.append(title, leave, stage);
  return { dialog, stage };
}

/**
 * As large as the window has room for it, in the layout that it has on the page. What is a little too high for a wide
 * window becomes smaller; on a phone it scrolls.
 */
function fit(dialog, stage, width) {
  const { paddingLeft, paddingBottom } = getComputedStyle(dialog);
  const room = dialog.clientWidth - 2 * parseFloat(paddingLeft);
  stage.style.zoom = 1;
  stage.style.width = `${Math.min(width, room)}px`;
  const height = dialog.clientHeight - stage.offsetTop - parseFloat(paddingBottom);
  const most = Math.min(room / width, height / stage.offsetHeight, LARGEST);
  const least = room > width ? SMALLEST : 1;
  stage.style.zoom = Math.max(most, least);
  const over = stage.getBoundingClientRect().height / height; // lines may break elsewhere at this size
  if (over > 1) stage.style.zoom = Math.max(most / over, least);
}

/** Takes a thing out of the page and shows it; gives back what puts it there again. */
function show(thing) {
  const { dialog, stage } = frame();
  const width = thing.offsetWidth;
  const place = document.createElement("div"); // keeps its room: nothing on the page moves
  place.style.height = `${thing.offsetHeight}px`;
  thing.replaceWith(place);
  stage.append(thing);
  document.querySelector("article").append(dialog);
  dialog.showModal();
  dialog.focus(); // not the way out: the next key is for the thing
  root.dataset.presents = "";
  const refit = () => fit(dialog, stage, width);
  refit();
  const listeners = new AbortController();
  document.fonts.ready.then(refit);
  for (const type of ["load", "resize"]) addEventListener(type, refit, { signal: listeners.signal }); // load: its script may come after
  addEventListener("beforeprint", () => dialog.close(), { signal: listeners.signal }); // paper shows the page
  dialog.addEventListener("close", () => {
    listeners.abort();
    delete root.dataset.presents;
    place.replaceWith(thing);
    dialog.remove();
    arrive(thing);
  });
  return dialog;
}

/** The reader is at the thing, on the page. */
function arrive(thing) {
  thing.scrollIntoView({ block: "center" });
  thing.tabIndex = -1;
  thing.focus({ preventScroll: true });
  thing.addEventListener("blur", () => thing.removeAttribute("tabindex"), { once: true });
}

/** The address without the wish to present: a page that is left is not presented again when it is reloaded. */
function forget() {
  const url = new URL(location);
  url.searchParams.delete("present");
  try {
    history.replaceState(history.state, "", url);
  } catch {} // a browser that refuses, from a disk: the page works, its address stays
}

let shown;

/** What the address says is what is shown: as the page opens, and as a reader goes back and forth. */
function follow() {
  const thing = asked() === null ? undefined : (shown?.thing ?? named(asked()));
  if (shown && !thing) shown.dialog.close();
  if (shown || !thing) return;
  shown = { thing, dialog: show(thing) };
  shown.dialog.addEventListener("close", () => {
    shown = undefined;
    if (asked() !== null) forget();
  });
}

follow();
addEventListener("popstate", follow);
