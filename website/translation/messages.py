"""The messages of a built page: each text that a reader sees or hears, as a translator gets it.

A message is a text with its inner elements as numbered marks: `<1>…</1>` around a text that is
translated with it (a link, an emphasis), `{2}` for what stays as it is (a formula, a citation, a
number that was computed). A translation has the same marks, in the order of its own language. The
numbers of figures, of glued values and of counts are marks as well: the message stays when they
change, and they follow the language by themselves.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag

from website.translation.numbers import NUMBER, localise_date, localise_formula, localised

# fmt: off
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "img", "input", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "var", "wbr",
))
# fmt: on
"""Elements that stand in a line of text; every other one begins a text of its own."""
UNTOUCHED = frozenset({"script", "style", "pre", "code", "math", "time"})
UNTOUCHED_CLASSES = frozenset({"katex", "notranslate", "highlight", "bibtex-citation"})
WHOLE = frozenset({"svg", "img", "input", "code", "kbd", "br", "time", "wbr"})
WHOLE_CLASSES = frozenset(
    {"math", "katex", "pasted-text", "c7-claim", "bibtex-citation", "headerlink", "notranslate"}
)
"""What is one mark in a message, whatever it holds."""
CODES = ".c7-line > a"
"""What names a row of the ledger: one mark, and no message."""
EDGES = frozenset({"headerlink", "caption-number", "c7-number", "c7-verdict"})
"""What stands beside a text and is no part of its message."""
MEASURED = ".pasted-text, .c7-entry label, .c7-line"
COUNTED = ".kicker, .version, .caption-number, .sd-summary-text"
"""Where numbers are marks: the first are written as the language does, the second are names."""
NAMES = ".menu .toctree-l1 > a:not([href^='#']), .neighbours .name"
"""The titles of other pages: each is translated on its own page."""
CITATION = ".cite p"
APART = f"{NAMES}, {CODES}, {CITATION}, .languages a"
"""What is no message though there are words in it."""
ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-spoken", "data-label")
METAS = ("description", "og:title", "og:description", "og:site_name", "og:image:alt")
MARK = re.compile(r"<(\d+)>|</(\d+)>|\{(\d+)\}")
LETTERS = re.compile(r"[^\W\d_]")
LINES = 1.25, 1.35
"""Two lines of one text in a drawing are so far apart, in sizes of the text."""


class BadTranslation(ValueError):
    """A translation whose marks are not those of its message."""


def marks(message: str) -> list[str]:
    """The marks of a message or a translation, sorted."""
    return sorted(mark[0] for mark in MARK.finditer(message))


def is_nested(translation: str) -> bool:
    """Whether each mark that opens closes, the last one first."""
    open_: list[str] = []
    for opens, closes, _ in MARK.findall(translation):
        if opens:
            open_.append(opens)
        elif closes and (not open_ or open_.pop() != closes):
            return False
    return not open_


def is_message(text: str) -> bool:
    """Whether there is something to translate: a letter outside the marks."""
    return bool(LETTERS.search(MARK.sub("", text)))


@dataclass
class Message:
    """One text of a page: `text` for the translator, `marked` what its marks stand for.

    home: the element that says in which language it is.
    """

    text: str
    home: Tag
    marked: dict[int, Tag | str] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """What the marks stand for, for the translator."""
        shown = (f"{{{n}}}: {said(it)}" for n, it in self.marked.items() if f"{{{n}}}" in self.text)
        return "; ".join(shown)

    def put(self, translation: str, language: str) -> None:
        """Puts the translation into the page. Raises BadTranslation: it has other marks."""
        if marks(translation) != marks(self.text) or not is_nested(translation):
            raise BadTranslation(f"the marks of {translation!r} are not those of {self.text!r}")
        self._put(translation, language)

    def leave(self, language: str) -> None:
        """Says that the text stays as it is, in the language of the book."""
        self.home["lang"] = language

    def _put(self, translation: str, language: str) -> None:
        raise NotImplementedError

    def _filled(self, text: str, language: str) -> str:
        """Text whose marks are all numbers."""
        return MARK.sub(lambda mark: self._number(int(mark[3]), language), text)

    def _number(self, mark: int, language: str) -> str:
        return localised(self.marked[mark], language)


@dataclass
class Words(Message):
    """A text among the children of an element."""

    run: list[PageElement] = field(default_factory=list)
    counts: bool = False

    def _put(self, translation: str, language: str) -> None:
        place = self.run[0].parent
        at = place.index(self.run[0])
        ends = [isinstance(part, NavigableString) and part for part in (self.run[0], self.run[-1])]
        for part in self.run:
            part.extract()
        for element in self.marked.values():
            if isinstance(element, Tag):
                element.extract()
        fresh = self._decoded(translation, language)
        if ends[0] and ends[0][0].isspace():
            fresh.insert(0, NavigableString(" "))
        if ends[1] and ends[1][-1].isspace():
            fresh.append(NavigableString(" "))
        for i, part in enumerate(fresh):
            place.insert(at + i, part)

    def leave(self, language: str) -> None:
        """As for every message; what else its home holds has a language of its own."""
        its = {id(part) for part in self.run}
        if all(id(part) in its or not str(part).strip() for part in self.home.children):
            super().leave(language)
            return
        apart = Tag(name="span", attrs={"lang": language})
        self.run[0].insert_before(apart)
        for part in self.run:
            apart.append(part.extract())

    def _decoded(self, translation: str, language: str) -> list[PageElement]:
        """The nodes that a translation stands for."""
        top: list[PageElement] = []
        open_: list[Tag] = []

        def add(part: PageElement) -> None:
            if open_:
                open_[-1].append(part)
            else:
                top.append(part)

        end = 0
        for mark in MARK.finditer(translation):
            if mark.start() > end:
                add(NavigableString(translation[end : mark.start()]))
            end = mark.end()
            opens, closes, stays = mark.groups()
            if opens:
                element = self.marked[int(opens)]
                element.clear()
                add(element)
                open_.append(element)
            elif closes:
                open_.pop()
            elif isinstance(self.marked[int(stays)], Tag):
                add(self.marked[int(stays)])
            else:
                add(NavigableString(self._number(int(stays), language)))
        if translation[end:]:
            add(NavigableString(translation[end:]))
        return top

    def _number(self, mark: int, language: str) -> str:
        return self.marked[mark] if self.counts else super()._number(mark, language)


@dataclass
class Attribute(Message):
    """A text in an attribute of its home."""

    name: str = ""

    def _put(self, translation: str, language: str) -> None:
        self.home[self.name] = MARK.sub(lambda mark: self.marked[int(mark[3])], translation)


@dataclass
class Drawn(Message):
    """Words in a drawing, a text element for each line."""

    lines: list[Tag] = field(default_factory=list)

    def _put(self, translation: str, language: str) -> None:
        said = self._filled(translation, language).split("\n")
        if len(said) > len(self.lines):
            raise BadTranslation(f"{translation!r} has more lines than {self.text!r}")
        for element, line in zip(self.lines, [*said, *[""] * len(self.lines)], strict=False):
            element.string = line
            if translation != self.text:  # else the width that it was laid out with stays
                for width in ("textLength", "textlength", "lengthAdjust", "lengthadjust"):
                    element.attrs.pop(width, None)


@dataclass
class Answers(Message):
    """A text in the table of a question, which its script reads."""

    path: tuple[str | int, ...] = ()

    def _put(self, translation: str, language: str) -> None:
        table = json.loads(self.home["data-answers"])
        place = table
        for step in self.path[:-1]:
            place = place[step]
        place[self.path[-1]] = self._filled(translation, language)
        if self.path == ("unit",):
            table["units"] = list(dict.fromkeys([place["unit"], *table["units"]]))
        table["language"] = language
        self.home["data-answers"] = json.dumps(table, ensure_ascii=False)

    def leave(self, language: str) -> None:
        """Stays as it is: its form says no language of its own."""


def said(it: Tag | str) -> str:
    """What a mark stands for, in a few words."""
    if isinstance(it, str):
        return it
    formula = it.find("annotation")
    text = formula.get_text() if formula else it.get_text()
    return " ".join(text.split())[:60] or it.name


def messages(page: BeautifulSoup) -> list[Message]:
    """All messages of a page, in its order."""
    for name in page.select("a > span.std"):  # of a link to a page: the link says it
        name.unwrap()
    metas = (meta for meta in page.find_all("meta") if name_of(meta) in METAS)
    found = [Words(text_of(page.title), page.title, run=list(page.title.children))]
    found += [Attribute(meta["content"], meta, name="content") for meta in metas]
    return [*found, *inside(page.body)]


def name_of(meta: Tag) -> str:
    """What a meta element tells."""
    return meta.get("name") or meta.get("property") or ""


def text_of(element: Tag) -> str:
    """The text of an element on one line."""
    return " ".join(element.get_text().split())


def foreign(page: BeautifulSoup) -> list[Tag]:
    """The titles of other pages, which stay in the language of those."""
    return page.select(NAMES)


def inside(element: Tag) -> Iterator[Message]:
    """The messages of an element and of all in it."""
    yield from _attributes(element)
    if is_untouched(element) or element.css.match(APART):
        return
    if element.name == "svg":
        yield from _drawn(element)
        return
    for run in runs(element):
        text = without_edges(run) if has_words(run) else []
        if text:
            yield _words(element, text)
        its = {id(part) for part in text}
        for part in run:
            if isinstance(part, Tag):
                yield from (_marked if id(part) in its else inside)(part)


def _marked(part: Tag) -> Iterator[Message]:
    """The messages of an element inside a message: its attributes, and what is whole in it."""
    if is_whole(part):
        yield from inside(part)
        return
    yield from _attributes(part)
    for child in part.children:
        if isinstance(child, Tag):
            yield from _marked(child)


def runs(element: Tag) -> Iterator[list[PageElement]]:
    """The children of an element that stand in one line of text; another one stands alone."""
    run: list[PageElement] = []
    for child in element.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, Tag) and child.name not in INLINE:
            if run:
                yield run
            yield [child]
            run = []
        else:
            run.append(child)
    if run:
        yield run


def has_words(run: list[PageElement]) -> bool:
    """Whether there is text between the elements."""
    return any(isinstance(part, NavigableString) and LETTERS.search(part) for part in run) or (
        len(run) == 1 and isinstance(run[0], NavigableString) and bool(NUMBER.search(run[0]))
    )


def without_edges(run: list[PageElement]) -> list[PageElement]:
    """The run without what stands beside its text: a link to a heading, an icon, a box."""

    def is_edge(part: PageElement) -> bool:
        if isinstance(part, NavigableString):
            return not part.strip()
        is_beside = part.name in ("svg", "input") or EDGES & set(part.get("class", ()))
        return bool(is_beside) or not part.get_text()

    first = next(i for i, part in enumerate(run) if not is_edge(part))
    last = next(i for i, part in reversed(list(enumerate(run))) if not is_edge(part))
    return run[first : last + 1]


def is_untouched(element: Tag) -> bool:
    """Whether nothing in it is translated: code, formulas, scripts, references."""
    return element.name in UNTOUCHED or bool(UNTOUCHED_CLASSES & set(element.get("class", ())))


def is_whole(element: Tag) -> bool:
    """Whether it is one mark in a message."""
    classes = set(element.get("class", ()))
    hidden = element.get("aria-hidden") == "true"
    return (
        element.name in WHOLE
        or bool(classes & WHOLE_CLASSES)
        or element.css.match(CODES)
        or hidden
        or not element.get_text(strip=True)
    )


def _words(element: Tag, run: list[PageElement]) -> Message:
    """The message of a run; its home is the element if it holds no other text."""
    measured, counts = (element.css.match(kinds) for kinds in (MEASURED, COUNTED))
    message = Words("", element, run=run, counts=counts)
    text = _encoded(run, message.marked)
    if measured or counts or not is_message(text):
        text = _numbered(text, message.marked)
    message.text = text.strip()
    return message


def _encoded(run: list[PageElement], marked: dict[int, Tag | str]) -> str:
    parts = []
    for part in run:
        if isinstance(part, Comment):
            continue
        if isinstance(part, NavigableString):
            parts.append(re.sub(r"[ \t\r\n]+", " ", part))
            continue
        number = len(marked) + 1
        marked[number] = part
        if is_whole(part):
            parts.append(f"{{{number}}}")
        else:
            text = _encoded(list(part.children), marked)
            parts.append(f"<{number}>{text}</{number}>")
    return "".join(parts)


def _numbered(text: str, marked: dict[int, Tag | str]) -> str:
    """The text with its numbers as marks too."""

    def mark(number: re.Match) -> str:
        marked[len(marked) + 1] = number[0]
        return f"{{{len(marked)}}}"

    parts = re.split(f"({MARK.pattern.replace('(', '(?:')})", text)
    return "".join(part if MARK.fullmatch(part) else NUMBER.sub(mark, part) for part in parts)


def _attributes(element: Tag) -> Iterator[Message]:
    """The messages in the attributes of an element."""
    for name in ATTRIBUTES:
        value = element.get(name, "")
        if not LETTERS.search(value):
            continue
        message = Attribute(value, element, name=name)
        if element.find_parent(class_="c7-claim"):
            message.text = _numbered(value, message.marked)
        yield message
    if "data-answers" in element.attrs:
        yield from _answers(element)


def _answers(form: Tag) -> Iterator[Message]:
    table = json.loads(form["data-answers"])
    paths = [
        ("table", i, "factor") for i, row in enumerate(table.get("table", ())) if "factor" in row
    ]
    if "unit" in table:
        paths.append(("unit",))
    for path in paths:
        value = table
        for step in path:
            value = value[step]
        message = Answers("", form, path=path)
        message.text = _numbered(value, message.marked)
        yield message


def _drawn(drawing: Tag) -> Iterator[Message]:
    """The messages of a drawing: its words, those of several lines as one."""
    lines: list[Tag] = []
    for text in drawing.find_all(("text", "title", "desc")):
        if lines and not follows(lines[-1], text):
            yield _drawing(lines)
            lines = []
        lines.append(text)
    if lines:
        yield _drawing(lines)


def follows(above: Tag, below: Tag) -> bool:
    """Whether two texts of a drawing are lines of one: the same look and place, a line apart."""
    same = all(above.get(name) == below.get(name) for name in ("x", "style"))
    size = re.search(r"font-size: ([\d.]+)px", below.get("style", ""))
    if not same or not size:
        return False
    apart = (float(below["y"]) - float(above["y"])) / float(size[1])
    return LINES[0] <= apart <= LINES[1]


def _drawing(lines: list[Tag]) -> Message:
    message = Drawn("", lines[0], lines=list(lines))
    said = "\n".join(re.sub(r"[ \t\r\n]+", " ", line.get_text()) for line in lines)
    message.text = _numbered(said, message.marked)
    return message


def localise_rest(page: BeautifulSoup, language: str) -> None:
    """Writes the numbers of formulas, and days, as the language does."""
    for formula in page.select(".katex"):
        localise_formula(formula, language)
    for day in page.select("time[datetime]"):
        localise_date(day, language)
