"""What the writers make of any item is read back: text, options, feedback, numbers, images."""

import html
import re

import pytest

from tests.bank import readers
from website.bank import canvas, gift, goals, moodle
from website.bank.markup import with_tex
from website.bank.reading import Answer, Item, Value

PLACE = {
    "section": "7.2 Parallel / heads",
    "page": "Ask: {for} more?",
    "address": "https://book.example/a.html#q-one",
    "aim": goals.Aim(2, "judge"),
}
ODD = (  # all that one of the formats gives a meaning of its own
    "<p>a = b ~ c # d { e } f : g \\ h \\n i → “j” 50 % ]]&gt; &amp;amp; &lt;b&gt; "
    "[html] %50% ::k:: $CATEGORY: l</p>"
)
FORMULA = r"<tex>\nu \neq \{x \mid 1 &lt; x\} \% \tfrac{a}{b} \text{“}</tex>"
CODE = (
    '<pre>def f(x):\n    # {} ~ = :\n\n    return "\\n" if x &lt; 1 else 0\n\n// no comment</pre>'
)
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
IMAGE = (
    '<img alt="A line" src="data:image/svg+xml;base64,'
    'PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=">'
)
CHOICE = Item(
    name="q-one",
    title="Odd: {all} = of # it ~",
    text=f"{ODD}<p>{FORMULA}</p>{CODE}",
    answers=(
        Answer(f"one {FORMULA}", f"No: {ODD}", right=False),
        Answer("= two", "Yes. # or not", right=True),
        Answer("-> three", f"No. {CODE}", right=False),
    ),
    **PLACE,
)
NUMBER = Item(
    name="q-two",
    title="Number",
    text="<p>How many? Enter the number alone.</p>",
    values=(
        Value(1.5e-9, 3e-11, "1.5e-9 bits", f"Right: {FORMULA}", right=True),
        Value(-2.0, 0.04, "-2 bits", "No: the sign.", right=False),
        Value(1234567.0, 0.0, "1,234,567", "No {count}.", right=False),
    ),
    **PLACE,
)
TEXT = Item(
    name="ex-one",
    title="Exercise 1: Write it",
    text=f"<p>Write.</p>{CODE}",
    solution=f'<p>So: {FORMULA}</p>{CODE}<tex display="block">x = 1</tex>',
    **PLACE,
)
ITEMS = [CHOICE, NUMBER, TEXT]
FORMATS = {
    "gift": (gift.write, readers.gift),
    "moodle": (moodle.write, readers.moodle),
    "canvas": (canvas.write, readers.canvas),
}


def plain(text: str) -> str:
    """HTML with formulas as TeX; one of a line as one in a line."""
    return re.sub(r"<p>\\\[(.*?)\\\]</p>", r"<p>\\(\1\\)</p>", with_tex(text))


def same(read: str, written: str) -> bool:
    return html.unescape(plain(read)) == html.unescape(plain(written))


@pytest.fixture(params=FORMATS)
def written_and_read(request):
    """What a format's reader finds in what its writer writes of these items."""
    write, read = FORMATS[request.param]
    return request.param, lambda items: read(write(items))


def test_each_item_is_read_back(written_and_read):
    format_, again = written_and_read
    for item, read in zip(ITEMS, again(ITEMS), strict=True):
        assert (read.name, read.title, read.level) == (item.name, item.title, "judge")
        assert same(read.text, item.text)
        assert same(
            read.always,
            f'{item.solution}<p><a href="{item.address}">{item.page}</a>, {item.section}</p>',
        )
    assert [read.kind for read in again(ITEMS)] == ["choice", "number", "text"], format_


def test_options_and_their_feedback_are_read_back(written_and_read):
    _, again = written_and_read
    options = again(ITEMS)[0].options
    assert [right for _, right, _ in options] == [False, True, False]
    for (text, _, feedback), answer in zip(options, CHOICE.answers, strict=True):
        assert same(text, answer.text) and same(feedback, answer.feedback)


def test_numbers_and_their_feedback_are_read_back(written_and_read):
    format_, again = written_and_read
    read = again(ITEMS)[1]
    known = NUMBER.values[:1] if format_ == "canvas" else NUMBER.values
    for (number, within, right, feedback), value in zip(read.numbers, known, strict=True):
        assert number == pytest.approx(value.number, rel=1e-9) and right == value.right
        assert within == pytest.approx(value.within, rel=1e-6)
        assert same(feedback, value.feedback)
    if format_ == "canvas":  # which tells them in one list
        for value in NUMBER.values[1:]:
            assert value.text in read.wrong and html.unescape(value.feedback) in read.wrong


def test_images_are_files_where_a_system_keeps_files():
    item = Item(name="q-i", title="I", text=f"<p>{IMAGE}</p>", solution=IMAGE, **PLACE)
    for write, read in (FORMATS["moodle"], FORMATS["canvas"]):
        assert read(write([item]))[0].images == [DRAWN, DRAWN]
    assert same(readers.gift(gift.write([item]))[0].text, f"<p>{IMAGE}</p>")


def test_a_category_or_bank_stands_for_each_place():
    other = Item(name="q-z", title="Z", text="<p>?</p>", **{**PLACE, "section": "7.3 Other"})
    top = "$course$/top/Multi-Token Prediction"
    file = gift.write([CHOICE, TEXT, other])
    assert readers.categories(file) == [
        f"{top}/7.2 Parallel // heads/Ask: {{for}} more?",
        f"{top}/7.3 Other/Ask: {{for}} more?",
    ]
    assert moodle.write([CHOICE, TEXT, other]).count(b'type="category"') == 2
    assert len(readers.canvas(canvas.write([CHOICE, TEXT, other]))) == 3


def test_the_same_items_give_the_same_file(written_and_read):
    write, _ = FORMATS[written_and_read[0]]
    assert write(ITEMS) == write(ITEMS)


def test_the_strict_reader_refuses_what_the_specification_does_not_know():
    whole = canvas.Bank("7.2", "7.2", [CHOICE]).xml()
    broken = whole.replace(b"presentation", b"presented")
    with pytest.raises(AssertionError, match="item"):
        readers.check(readers.ElementTree.fromstring(broken))
    moved = whole.replace(b"<conditionvar>", b"<setvar/><conditionvar>", 1)
    with pytest.raises(AssertionError, match="respcondition"):
        readers.check(readers.ElementTree.fromstring(moved))
