"""Folds the solutions of exercises away, as one small Sphinx extension beside sphinx-exercise.

A solution becomes a <details>, drawn as the book's other dropdowns: it opens by keyboard, and with
scripts off. (A toggle made by a script shows every solution where scripts are off, and hides the
keyboard's focus.)
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import create_component
from sphinx_exercise.nodes import is_exercise_node, solution_node

from chapter7.exercises.core import BLANK


class FoldSolutions(SphinxPostTransform):
    """Turns each solution into a dropdown, titled by its exercise's number."""

    default_priority = 30  # after sphinx-exercise has resolved titles, before sphinx-design draws
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for exercise in list(self.document.findall(is_exercise_node)):
            unwrap_sections(exercise)
            mark_unanswered(exercise)
        for solution in list(self.document.findall(solution_node)):
            unwrap_sections(solution)
            solution.replace_self(folded(solution))


def unwrap_sections(node: nodes.Element) -> None:
    """Takes out the inner section: it has no heading, and the same id in every exercise."""
    for section in [child for child in node if isinstance(child, nodes.section)]:
        section["ids"] = []  # else its first paragraph inherits them
        section.replace_self(section.children)


def mark_unanswered(exercise: nodes.Element) -> None:
    """Marks what a check prints before there is an answer."""
    for output in exercise.findall(nodes.container):
        is_output = output.get("nb_element") == "cell_code_output"
        if is_output and output.astext().strip() == BLANK:
            output["classes"].append("c7-unanswered")


def folded(solution: nodes.Element) -> nodes.container:
    """The dropdown of a solution; its title is plain text, as a summary holds no link."""
    title, *content = solution.children
    text = " ".join(title.astext().split(" (")[0].split())
    dropdown = create_component(
        "dropdown",
        opened=False,
        type="dropdown",
        has_title=True,
        icon=None,
        chevron=None,
        container_classes=["sd-mb-3", "solution"],
        title_classes=[],
        body_classes=[],
    )
    dropdown += nodes.rubric(text, text, ids=solution["ids"])
    dropdown += content
    return dropdown


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the step above with Sphinx."""
    app.add_post_transform(FoldSolutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
