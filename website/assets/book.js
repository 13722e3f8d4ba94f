// What every page does beyond reading: colours, copying, and reaching what scrolls. Each works without
// a network; without scripts its control is not there.

const root = document.documentElement;
const THEMES = { auto: /* said */ "auto", light: /* said */ "light", dark: /* said */ "dark" };

/** A link to what stands on another page by now leads there, with the state of a figure that it names. */
function moved() {
  const link = document.querySelector(`.moved[id="${CSS.escape(location.hash.slice(1))}"] a`);
  if (link) location.replace(Object.assign(new URL(link.href), { search: location.search }));
}

/** ?present=NAME shows one thing of the page full screen. Few readers ask: its script comes when one does. */
function present() {
  const { present: src } = root.dataset;
  if (!src || !new URLSearchParams(location.search).has("present")) return;
  document.head.append(Object.assign(document.createElement("script"), { src }));
}

/** One button goes round the three: as the system has it, light, dark. */
function themes() {
  const button = document.querySelector(".theme-button");
  const label = button.querySelector("span");
  const show = () => {
    const theme = THEMES[root.dataset.theme ?? "auto"];
    label.textContent = theme;
    button.setAttribute("aria-label", `Colours: ${theme}`);
  };
  button.addEventListener("click", () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(root.dataset.theme ?? "auto") + 1) % names.length];
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {} // a reader who keeps no data still switches this page
    show();
  });
  show();
  button.classList.add("works");
}

/** What a reader would run of a piece of code: no prompts, and nothing that was printed. */
function runnable(pre) {
  const copy = pre.cloneNode(true);
  const told = copy.querySelectorAll(".gp, .go");
  for (const part of told) part.remove();
  return (told.length ? copy.textContent.replace(/\n+/g, "\n") : copy.textContent).trim();
}

/** A button on each piece of code that copies it. */
function copies() {
  for (const block of document.querySelectorAll("article .highlight:not(.cell_output *, .highlight-text *)")) {
    const pre = block.querySelector("pre");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(runnable(pre));
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(pre);
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    block.append(button);
  }
}

/** What scrolls inside itself can be reached by keyboard, for as long as it scrolls. */
function scrollers() {
  const boxes = document.querySelectorAll("pre, .wide, div.math");
  const judge = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  // A box also gets its size where a fold around it opens, and its content where a font arrives.
  const observer = new ResizeObserver((seen) => seen.forEach(({ target }) => judge(target)));
  for (const box of boxes) observer.observe(box);
  document.fonts.ready.then(() => boxes.forEach(judge));
}

/** One switch shows the page's hidden code, and that of the pages read after it. */
function code() {
  const box = document.querySelector("#show-code");
  if (!box) return;
  box.checked = root.dataset.code === "shown";
  box.addEventListener("change", () => {
    if (box.checked) root.dataset.code = "shown";
    else delete root.dataset.code;
    try {
      localStorage.setItem("code", box.checked ? "shown" : "hidden");
    } catch {} // as above
  });
}

/** The menu marks the heading that is being read. */
function whereabouts() {
  const links = [...document.querySelectorAll(".headings a")];
  const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const seen = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
      const now = sections.findLastIndex((section) => seen.has(section));
      links.forEach((link, i) => (i === now ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    },
    { rootMargin: "-10% 0px -75% 0px" },
  );
  sections.forEach((section) => section && observer.observe(section));
}

const POPOVERS = "popover" in HTMLElement.prototype;

const opened = () => document.querySelector(POPOVERS ? ".menu:popover-open" : ".menu.open");
const buttonOf = (menu) => document.querySelector(`.top [popovertarget="${menu.id}"]`);

function close(menu) {
  if (POPOVERS) menu.hidePopover();
  else menu.classList.remove("open");
}

/** A menu that lies over the page closes behind a link in it, and where the window has room for it beside the page. */
function menus() {
  document.addEventListener("click", ({ target }) => {
    const menu = target.closest?.(".menu a") && opened();
    if (menu) close(menu);
  });
  addEventListener("resize", () => {
    const menu = opened();
    if (menu && !buttonOf(menu).offsetParent) close(menu);
  });
  if (!POPOVERS) buttons();
}

/** What a popover does by itself, for browsers that have none: buttons, Escape and a tap beside it. */
function buttons() {
  root.classList.add("toggles");
  document.addEventListener("click", ({ target }) => {
    const was = opened();
    const asked = document.getElementById(target.closest?.("[popovertarget]")?.getAttribute("popovertarget"));
    if (was && (asked || !was.contains(target))) close(was);
    if (was && asked === was) buttonOf(was).focus();
    if (asked && asked !== was) {
      asked.classList.add("open");
      asked.querySelector("button").focus();
    }
  });
  addEventListener("keydown", ({ key }) => {
    const menu = key === "Escape" && opened();
    if (!menu) return;
    close(menu);
    buttonOf(menu).focus();
  });
}

/** Ctrl+K or ⌘K leads to the search: its field where there is room for one, else its page. */
function shortcut() {
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "k") return;
    event.preventDefault();
    const field = document.querySelector(".find input");
    if (field.offsetParent) field.focus();
    else document.querySelector(".find-link").click();
  });
}

moved();
present();
themes();
shortcut();
code();
copies();
menus();
whereabouts();
scrollers();
