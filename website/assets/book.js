// What every page does beyond reading: colours, copying, and reaching what scrolls. Each works without
// a network; without scripts its control is not there.

const root = document.documentElement;
const THEMES = ["auto", "light", "dark"];

/** One button goes round the three: as the system has it, light, dark. */
function themes() {
  const button = document.querySelector(".theme-button");
  const label = button.querySelector("span");
  const show = () => {
    const theme = root.dataset.theme ?? "auto";
    label.textContent = theme;
    button.setAttribute("aria-label", `Colours: ${theme}`);
  };
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length];
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

/** A button on each piece of code that copies it. */
function copies() {
  for (const block of document.querySelectorAll(".cell_input .highlight, .highlight-console, .highlight-python")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector("pre").textContent.trimEnd());
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(block.querySelector("pre"));
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    (block.matches(".highlight") ? block : block.querySelector(".highlight")).append(button);
  }
}

/** What scrolls inside itself can be reached and scrolled by keyboard. */
function scrollers() {
  for (const box of document.querySelectorAll("pre, .wide, div.math")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

/** The menu of the page marks the heading that is being read. */
function whereabouts() {
  const links = [...document.querySelectorAll("#page-menu a")];
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

/** A link in a menu that lies over the page closes it. */
function menus() {
  document.addEventListener("click", ({ target }) => {
    const menu = target.closest?.(".menu a") && target.closest(".menu:popover-open");
    if (menu) menu.hidePopover();
  });
}

/** Ctrl+K or ⌘K leads to the search: its field where there is room for one, else its page. */
function shortcut() {
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "k") return;
    event.preventDefault();
    const field = document.querySelector(".find input");
    if (field.checkVisibility()) field.focus();
    else document.querySelector(".find-link").click();
  });
}

themes();
shortcut();
copies();
menus();
whereabouts();
scrollers();
addEventListener("resize", scrollers);
