"""The notebook of one page: its text, the cells that stay, their outputs, its questions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata

import nbformat
from docutils import nodes
from ipywidgets.embed import dependency_state
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from chapter7.widgets.questions import Question, pack
from website.edition import outputs
from website.edition.code import Cell, kept
from website.edition.markdown import (
    Ask,
    Caption,
    Code,
    Part,
    Solution,
    Translator,
    Turn,
    escaped,
    fenced,
    folded,
)
from website.edition.stills import Picture

YOUR_TURN = "# Your turn"
HIDDEN = {"cellView": "form", "jupyter": {"source_hidden": True}}
"""The code of the cell is folded: in Colab, and in JupyterLab."""
OPENS = ("#", "> *Exercise")
"""What a block begins with that gets a cell of its own: a heading, an exercise."""
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
INSTALL = """\
from importlib.util import find_spec

if find_spec("chapter7") is None:  # as on Colab
    %pip install --quiet {requirements}
    %pip install --quiet --no-deps {repository}/archive/{version}.zip

"""
MOVES = "*This figure moves when the notebook runs, and [on the website]({address}).*"
ASKS = "from chapter7.widgets.questions import Question"


@dataclass(frozen=True)
class Source:
    """Where the package comes from where it is missing: a commit or branch of a repository."""

    repository: str
    version: str

    def code(self) -> str:
        """What installs it, and of its requirements those that are missing as well.

        The version of PyTorch that is there serves: another one would be a gigabyte.
        """
        listed = [line for line in metadata.requires("chapter7") if "extra ==" not in line]
        loose = sorted(line.split("==")[0] for line in listed)
        requirements = " ".join(f'"{line}"' if ">" in line else line for line in loose)
        return INSTALL.format(
            requirements=requirements, repository=self.repository, version=self.version
        )


class Maker:
    """Makes the notebook of a page.

    Args:
        translator: of the page.
        html: writes a node as the website does, its links whole and its formulas as MathML.
        install: the code that installs the package where it is missing.
        picture: takes a picture of a figure that moves, from its HTML; None if it cannot.
    """

    def __init__(
        self,
        translator: Translator,
        html: Callable[[nodes.Element], str],
        install: str,
        picture: Callable[[str], Picture | None],
    ) -> None:
        self.translator, self.html = translator, html
        self.install, self.picture = install, picture

    def notebook(self, page: NotebookNode, document: nodes.document) -> NotebookNode:
        """The notebook of a page that was run.

        Args:
            page: its cells with what they gave.
            document: what Sphinx resolved of it.
        """
        parts = list(self.told_what_moves(self.translator.parts(document), page))
        sources = self.sources(page, parts, document)
        cells: list[NotebookNode] = []
        asked: list[Question] = []
        in_order([i for part in parts for i in indices(part)])
        shown = {part.index for part in parts if isinstance(part, Code)}
        only = {i for i, cell in enumerate(page.cells) if is_for_notebooks(cell)}
        for part in with_hidden(parts, sources):
            if isinstance(part, str):
                add_text(cells, part)
            elif isinstance(part, Solution):
                cells.append(solved(part, page))
            elif isinstance(part, Turn):
                cells.append(new_code_cell(YOUR_TURN, id=f"turn-{part.label}"))
            elif isinstance(part, Ask):
                asked.append(self.question(part.form))
                cells.append(asking(asked[-1]))
            elif part.index in sources:
                cell = self.cell(page.cells[part.index], part.index, sources[part.index])
                if part.index not in shown | only:  # what it gave are numbers for the text
                    cell.metadata, cell.outputs = NotebookNode(HIDDEN), []
                cells.append(cell)
        self.open(cells, bool(asked))
        number(cells)
        state = outputs.models(page)
        for question in asked:
            state |= dependency_state(question, drop_defaults=False)
            question.close()
        widgets = {outputs.STATE: {"state": state, "version_major": 2, "version_minor": 0}}
        shown = {**METADATA, **({"widgets": widgets} if state else {})}
        return outputs.settled(new_notebook(cells=cells, metadata=shown))

    def sources(self, page: NotebookNode, parts: list[Part], document) -> dict[int, str]:
        """The source of each cell that stays, by its number on the page."""
        shown = {part.index for part in parts if isinstance(part, Code)}
        solving = set().union(*(indices(part) for part in parts if isinstance(part, Solution)))
        numbers = [i for i, cell in enumerate(page.cells) if cell.cell_type == "code"]
        words = (literal.astext() for literal in document.findall(nodes.literal))
        mentioned = {word.split(".")[0].split("(")[0] for word in words}
        cells = [
            Cell(page.cells[i].source, i in shown or is_for_notebooks(page.cells[i]), i in solving)
            for i in numbers
        ]
        return {i: text for i, text in zip(numbers, kept(cells, mentioned), strict=True) if text}

    def told_what_moves(self, parts: list[Part], page: NotebookNode) -> Iterator[Part]:
        """The parts, and behind a figure that moves, below its caption, where it does."""
        due = ""
        for part in parts:
            if due and not isinstance(part, Caption):
                yield Caption(due)
                due = ""
            yield part
            if isinstance(part, Code) and any(map(outputs.moves, page.cells[part.index].outputs)):
                address = f"{self.translator.address}#{part.figure}".rstrip("#")
                due = MOVES.format(address=address)
        if due:
            yield Caption(due)

    def cell(self, cell: NotebookNode, index: int, source: str) -> NotebookNode:
        """One cell of the page, and its number there."""
        hidden = HIDDEN if "hide-input" in cell.metadata.get("tags", []) else {}
        given = [outputs.stored(output, self.picture) for output in cell.outputs]
        return new_code_cell(source, id=f"code-{index}", metadata=dict(hidden), outputs=given)

    def question(self, form: nodes.Element) -> Question:
        """The widget of a question."""
        name = form["ids"][0]
        return Question(name, pack(self.html(form), self.translator.still(form)))

    def open(self, cells: list[NotebookNode], asks: bool) -> None:
        """Lets the first cell of code install the package, and import what the questions need."""
        first = next((i for i, cell in enumerate(cells) if cell.cell_type == "code"), None)
        if first is None:
            return
        if not cells[first].source.startswith(("import ", "from ")):
            cells.insert(first, new_code_cell("", id="imports", metadata=dict(HIDDEN)))
        imports = f"{cells[first].source}\n{ASKS}" if asks else cells[first].source
        cells[first].source = self.install + imports.lstrip("\n")


def asking(question: Question) -> NotebookNode:
    """The cell that asks a question, as it stands after a run."""
    data, about = question._repr_mimebundle_()
    given = new_output("execute_result", data, metadata=about)
    source = titled("Question", f'Question("{question.name}", "{question.packed}")')
    return new_code_cell(source, id=question.name, metadata=dict(HIDDEN), outputs=[given])


def solved(solution: Solution, page: NotebookNode) -> NotebookNode:
    """A solution as one fold, which hides its code and what that gave wherever it is shown."""
    pictures: dict[str, dict[str, str]] = {}
    texts: list[str] = []
    for part in solution.parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        texts.append(fenced(page.cells[part.index].source, "python"))
        for output in page.cells[part.index].outputs:
            texts.append(still(output, f"code-{part.index}-{len(pictures) + 1}.png", pictures))
    about = {"attachments": pictures} if pictures else {}
    return new_markdown_cell("\n\n".join(folded(solution.title, texts)), **about)


def still(output: NotebookNode, name: str, pictures: dict[str, dict[str, str]]) -> str:
    """What a cell of a solution gave, as Markdown; a picture is put into `pictures` as `name`.

    Raises ValueError: it is neither a picture nor text, which a fold cannot show.
    """
    data = output.get("data", {"text/plain": output.get("text")})
    if "image/png" in data:
        pictures[name] = {"image/png": data["image/png"]}
        alt = output.metadata.get("image/png", {}).get("alt", "")
        return f"![{escaped(alt)}](attachment:{name})"
    if outputs.VIEW in data or not data.get("text/plain"):
        raise ValueError(f"a solution gives what its fold cannot show: {sorted(data)}")
    return fenced(data["text/plain"])


def titled(title: str, source: str) -> str:
    """The source of a folded cell, whose title Colab and JupyterLab show."""
    return f"# @title {title}\n{source}"


def add_text(cells: list[NotebookNode], text: str) -> None:
    """Adds a block to the last cell if it is text, or begins a cell with it."""
    if cells and cells[-1].cell_type == "markdown" and not text.startswith(OPENS):
        cells[-1].source += f"\n\n{text}"
    else:
        cells.append(new_markdown_cell(text))


def indices(part: Part) -> list[int]:
    """The numbers of the cells of the page that a part shows."""
    inside = part.parts if isinstance(part, Solution) else [part]
    return [cell.index for cell in inside if isinstance(cell, Code)]


def in_order(numbers: list[int]) -> None:
    """Raises ValueError: the cells that the page shows run in another order."""
    if numbers != sorted(set(numbers)):
        raise ValueError(f"the page shows its cells in another order than they run: {numbers}")


def is_for_notebooks(cell: NotebookNode) -> bool:
    """Whether the page does without a cell that its notebook shows."""
    return "notebook-only" in cell.metadata.get("tags", [])


def with_hidden(parts: list[Part], numbers: Iterable[int]) -> list[Part]:
    """The parts, and behind each cell, below its caption, those that the page does not show."""
    shown = [i for part in parts for i in indices(part)]
    visible = {part.index for part in parts if isinstance(part, Code)}
    behind: dict[int, list[Part]] = {}
    for i in sorted(set(numbers) - visible):
        behind.setdefault(max((n for n in shown if n <= i), default=shown[0]), []).append(Code(i))
    found: list[Part] = []
    due: list[Part] = []
    for part in parts:
        if not isinstance(part, Caption):
            found, due = found + due, []
        found.append(part)
        due += [cell for i in indices(part) for cell in behind.get(i, [])]
    return found + due


def number(cells: list[NotebookNode]) -> None:
    """Names each text by its place, and counts the cells as a run from top to bottom does."""
    runs = texts = 0
    for cell in cells:
        if cell.cell_type == "markdown":
            texts += 1
            cell.id = f"text-{texts}"
            continue
        runs += 1
        cell.execution_count = runs
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = runs


def text(notebook: NotebookNode) -> str:
    """The file of a notebook. Raises nbformat.ValidationError: it is none."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"
