"""The sections of the chapter: named in _config.yml, their pages in _toc.yml.

```{sections}
```
lists them on a page, and says of those without a page that they are to come. A section with pages
shows its picture, pictures/<section>.svg, if there is one.
"""

from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from website.extension.questions import html

PICTURES = Path(__file__).with_name("pictures")
SAID = ("number", "short", "title", "folder", "about")
"""What _config.yml says of each section."""


def pages(app: Sphinx, section: dict) -> list[str]:
    """The names of a section's pages, in the order of the contents."""
    listed = app.env.toctree_includes.get(app.config.root_doc, [])
    return [name for name in listed if name.startswith(f"{section['folder']}/")]


def of(app: Sphinx, pagename: str) -> dict | None:
    """The section that a page belongs to; None for a page of none."""
    return next((s for s in app.config.chapter_sections if pagename in pages(app, s)), None)


def links(app: Sphinx, pagename: str) -> list[dict]:
    """What the header shows: each section's name, its address, and whether the reader is in it.

    A section without pages has no address; only the opening page names it.
    """
    found = []
    for section in app.config.chapter_sections:
        listed = pages(app, section)
        if listed or pagename == app.config.root_doc:
            address = app.builder.get_relative_uri(pagename, listed[0]) if listed else None
            name = f"{section['number']} {section['short']}"
            found.append({"name": name, "address": address, "here": pagename in listed})
    return found


class Placeholder(nodes.General, nodes.Element):
    """Stands for the list until all pages are known."""


class Sections(SphinxDirective):
    """The list of sections."""

    def run(self) -> list[nodes.Node]:
        """A placeholder."""
        return [Placeholder()]


class ListSections(SphinxPostTransform):
    """Writes the list: a section with pages is a link to its first."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for place in list(self.document.findall(Placeholder)):
            entries = [self.entry(section) for section in self.app.config.chapter_sections]
            place.replace_self(html("ol", *entries, css="c7-sections"))

    def entry(self, section: dict) -> nodes.Element:
        """One section: its picture, number and title, what it is about, whether it is to come."""
        listed = pages(self.app, section)
        name = nodes.Text(f"{section['number']} {section['title']}")
        if listed:
            address = self.app.builder.get_relative_uri(self.env.docname, listed[0])
            name = nodes.reference("", "", name, refuri=address, internal=True)
        title = nodes.paragraph("", "", nodes.strong("", "", name))
        about = section["about"] if listed else f"To come. {section['about']}"
        return html("li", *picture(section, listed), title, nodes.paragraph("", about))


def picture(section: dict, listed: list[str]) -> list[nodes.Node]:
    """The picture of a section that has pages, for those who see it: its title says the same."""
    path = PICTURES / f"{PurePosixPath(section['folder']).name}.svg"
    if not listed or not path.is_file():
        return []
    return [nodes.raw("", path.read_text(encoding="utf-8"), format="html")]


def check(app: Sphinx, config) -> None:
    """Raises: ValueError: a section in the settings lacks something, or says more."""
    for section in config.chapter_sections:
        if set(section) != set(SAID):
            raise ValueError(f"a section of chapter_sections has {SAID}, not {tuple(section)}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the setting, the directive and what writes the list."""
    app.add_config_value("chapter_sections", [], "env")
    app.connect("config-inited", check)
    app.add_directive("sections", Sections)
    app.add_node(Placeholder)
    app.add_post_transform(ListSections)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
