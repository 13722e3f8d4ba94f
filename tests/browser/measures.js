// What a visit measures on a page. `visit.py` hands this object of functions to the page.
({
  /** The colour that the page lies on. */
  paper: () => getComputedStyle(document.body).backgroundColor,

  /** How many pixels of the page lie beside a window of this width: a phone's own would grow with the page. */
  overflow: (width) => Math.max(0, document.documentElement.scrollWidth - width),

  /** What of a desk's page depends on its width. */
  fit(width) {
    const [beside, torn] = this.torn();
    const [cut, small, squeezed, unnumbered] = [this.cut(), this.small(), this.squeezed(), this.unnumbered()];
    return { beside, torn, cut, small, squeezed, unnumbered, overflow: this.overflow(width) };
  },

  /** What of a page under a finger depends on its width. */
  reach(width) {
    const [targets, cramped] = this.cramped();
    return { targets, cramped, missed: this.missed(), overflow: this.overflow(width) };
  },

  /** The text of the page, controls apart. */
  text() {
    const text = [];
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    const apart = ".c7-widget, .c7-ledger-controls, .c7-choices, noscript, script, button";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement.closest(apart)) text.push(node.data.trim());
    }
    return text.filter(Boolean);
  },

  /** How many of each kind are to be seen. */
  shown: (kinds) => kinds.map((kind) => [...document.querySelectorAll(kind)].filter((el) => el.checkVisibility()).length),

  /** Whether an opened fold shows what it holds. */
  unfolded: (fold) => fold.innerText.trim() !== fold.querySelector("summary").innerText.trim(),

  /** What scrolls inside itself begins at its left end; that of which something is out of reach there. */
  cut: () =>
    [...document.querySelectorAll("div.math, .wide, pre")]
      .filter((box) => {
        box.scrollLeft = -1000;
        return box.scrollLeft < 0;
      })
      .map((box) => box.outerHTML.slice(0, 120)),

  /** The numbers of formulas that are not seen beside them, wherever the formula has scrolled to. */
  unnumbered: () =>
    [...document.querySelectorAll("div.math")].flatMap((box) => {
      const { left, right } = box.getBoundingClientRect();
      const isSeen = (number) => number.left >= left && number.right <= right + 0.5;
      return [...box.querySelectorAll(".eqno")]
        .filter((number) => [0, 1000].some((at) => (box.scrollLeft = at, !isSeen(number.getBoundingClientRect()))))
        .map((number) => number.textContent);
    }),

  /** Words of figures of less than 13 pixels: a drawing shrinks with the room that it has. */
  small: () =>
    [...document.querySelectorAll(".c7-figure svg")]
      .filter((svg) => svg.checkVisibility())
      .flatMap((svg) => {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const size = (text) => scale * Number.parseFloat(getComputedStyle(text).fontSize);
        return [...svg.querySelectorAll("text")].filter((text) => size(text) < 13).map((text) => `${size(text)}: ${text.textContent}`);
      }),

  /** Names of a table's pairs on a phone that have less room than their longest word. */
  squeezed() {
    const pen = document.createElement("canvas").getContext("2d");
    const isSqueezed = (cell) => {
      const { display, gridTemplateColumns } = getComputedStyle(cell);
      if (display !== "grid") return false;
      pen.font = getComputedStyle(cell, "::before").font;
      const longest = Math.max(...cell.dataset.label.split(/\s+/).map((word) => pen.measureText(word).width));
      return Number.parseFloat(gridTemplateColumns) < longest - 0.5;
    };
    return [...document.querySelectorAll(".c7-pairs [data-label]")].filter(isSqueezed).map((cell) => cell.dataset.label);
  },

  /** Whether each box that may scroll inside itself is too wide, and whether the Tab key reaches it. */
  scrollers: () =>
    [...document.querySelectorAll("pre, .wide, div.math")].map((box) => [box.scrollWidth > box.clientWidth, box.tabIndex === 0]),

  /** Controls that a finger would miss: too small, or beside the window. */
  missed: () =>
    [...document.querySelectorAll("button, select, summary, input, .menu a, .top a, .page-links a, .neighbours a, .report")]
      .filter((el) => el.checkVisibility() && !el.closest("[hidden]"))
      .map((el) => [(el.closest("label") ?? el).getBoundingClientRect(), el.outerHTML.slice(0, 100)])
      .filter(([box]) => box.width > 0)
      .filter(([box]) => box.height < 43.5 || box.width < 24 || box.right < 24 || box.left > innerWidth - 24)
      .map(([box, html]) => `${Math.round(box.width)} x ${Math.round(box.height)} at ${Math.round(box.left)}: ${html}`),

  /** The targets of questions: how many there are, and those of less than 44 x 44, beside the window, or under something else. */
  cramped() {
    const isCovered = (el, { left, top, width, height }) => !el.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    const isCramped = (box) => box.height < 44 || box.width < 44 || box.left < 0 || box.right > innerWidth;
    const all = [...document.querySelectorAll("form.c7-question :is(.c7-option, .c7-check, summary, input[type=text])")];
    const cramped = [];
    for (const el of all) {
      el.scrollIntoView({ block: "center", behavior: "instant" });
      const box = el.getBoundingClientRect();
      if (isCramped(box) || isCovered(el, box)) cramped.push(`${box.width} x ${box.height} at ${box.left}: ${el.outerHTML.slice(0, 100)}`);
    }
    return [all.length, cramped];
  },

  /** Of each question, by its name: how many controls are shown, and the answers that are seen. */
  questions() {
    const seen = (form, kind) => [...form.querySelectorAll(kind)].filter((el) => el.checkVisibility());
    const told = (form) => ({
      controls: seen(form, ".c7-check, input[type=text]").length,
      answers: seen(form, "details li").map((el) => el.innerText),
    });
    return Object.fromEntries([...document.querySelectorAll("form.c7-question")].map((form) => [form.id, told(form)]));
  },

  /** Answers every question, some right and some wrong, and folds all answers out; how many. */
  answer() {
    const forms = [...document.querySelectorAll("form.c7-question")];
    for (const [i, form] of forms.entries()) {
      const entry = form.querySelector("input[type=text]");
      if (entry) entry.value = "7";
      else form.querySelectorAll("input[type=radio]")[i % 3].click();
      form.querySelector(".c7-check").click();
      form.querySelector("details:not([open]) > summary")?.click();
    }
    return forms.length;
  },

  /** Figures that no script has brought to life. */
  still: () => document.querySelectorAll(".c7-widget .c7-static").length,

  /** Goes to everything that the Tab key reaches; returns the count, and what then shows no ring of 3 : 1. */
  ringless() {
    const rgb = (colour) => colour.match(/[\d.]+/g).map(Number);
    const luminance = (colour) => {
      const [r, g, b] = rgb(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (...two) => {
      const [low, high] = two.map(luminance).sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    const ground = (el) => { // what the ring is drawn on
      const { backgroundColor } = getComputedStyle(el);
      return (rgb(backgroundColor)[3] ?? 1) === 1 || !el.parentElement ? backgroundColor : ground(el.parentElement);
    };
    const ringed = (el) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(el);
      const isOutlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      return isOutlined ? contrast(outlineColor, ground(el.parentElement)) >= 3 : boxShadow !== "none";
    };
    const reached = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")].filter((el) => {
      if (el.tabIndex < 0 || !el.checkVisibility()) return false;
      el.focus({ preventScroll: true });
      return el === document.activeElement;
    });
    const without = reached.filter((el) => {
      el.focus({ preventScroll: true });
      const slider = el.matches("input[type=range]"); // its ring is drawn on the thumb: visit.py looks at it
      // Around what holds it, or around its words, where those are wider than it is.
      return !slider && ![el, el.closest("label, [data-focus]"), ...el.children].filter(Boolean).some(ringed);
    });
    return [reached.length, without.map((el) => el.outerHTML.slice(0, 120))];
  },

  /** Marks one element for each character and style that formulas show; returns how many. */
  markGlyphs() {
    const seen = new Set();
    for (const el of document.querySelectorAll(".katex-html *")) {
      if (!el.checkVisibility()) continue;
      const text = [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
      const { fontFamily, fontStyle, fontWeight } = getComputedStyle(el);
      const fresh = [...text].map((c) => [c, fontFamily, fontStyle, fontWeight].join()).filter((c) => !seen.has(c));
      fresh.forEach((c) => seen.add(c));
      if (fresh.length) el.dataset.glyph = text;
    }
    return document.querySelectorAll("[data-glyph]").length;
  },

  /**
   * Marks the first text of each look: of its colours and size, and of all that it stands in; with
   * `isOver` also every text of a drawing, or of what is taken out of the page's flow, which may
   * lie over anything.
   */
  markLooks(isOver) {
    for (const el of document.querySelectorAll("[data-look]")) delete el.dataset.look;
    const seen = new Set();
    const mark = (el, around, isDrawn) => {
      const style = getComputedStyle(el);
      const looks = ["color", "fill", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textDecorationLine"];
      const own = [around, ...looks.map((name) => style[name])].join();
      const isApart = isDrawn || el.localName === "svg" || ["absolute", "fixed", "sticky"].includes(style.position);
      const hasText = [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (hasText && ((isOver && isApart) || !seen.has(own)) && el.checkVisibility()) {
        seen.add(own);
        el.dataset.look = "";
      }
      for (const child of el.children) mark(child, own, isApart);
    };
    mark(document.body, "", false);
  },

  /**
   * Empties each part of the page that holds nothing `kept`, and nothing with a ground of its own
   * on which that may lie: axe takes long for what it is not asked about.
   */
  leave(kept) {
    const isGround = ({ backgroundColor, backgroundImage }) =>
      backgroundColor !== "rgba(0, 0, 0, 0)" || backgroundImage !== "none";
    const left = new Set();
    for (const el of document.body.querySelectorAll("*")) {
      if (!el.matches(kept) && !isGround(getComputedStyle(el))) continue;
      for (let at = el; at && !left.has(at); at = at.parentElement) left.add(at);
    }
    for (const el of document.body.querySelectorAll("*")) {
      if (left.has(el.parentElement) && !left.has(el)) el.replaceWith(el.cloneNode(false));
    }
  },

  /** The stops and brackets beside formulas: how many there are, and the formulas whose are on another line. */
  torn() {
    const line = (text, at) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect();
    };
    let count = 0;
    const torn = [];
    const judge = (apart, formula) => {
      count += 1;
      if (apart) torn.push(formula.querySelector("annotation").textContent);
    };
    for (const formula of document.querySelectorAll("article span.math")) {
      const [before, behind] = [formula.previousSibling?.data, formula.nextSibling?.data];
      const parts = [...formula.querySelectorAll(".base")].map((el) => el.getBoundingClientRect());
      if (/[(\[“]$/.test(before)) judge(line(formula.previousSibling, before.length - 1).bottom < parts[0].top, formula);
      if (/^[.,;:!?)\]”]/.test(behind)) judge(line(formula.nextSibling, 0).top > parts.at(-1).bottom, formula);
    }
    return [count, torn];
  },
})
