"""Links that open one thing of a page full screen, and set it up; assets/present.js does it.

    {present}`Two decays <notebooks/bottleneck/supervisory-density#fig-floors?entropy-k=4>`

Behind the page stands the name of a figure, a prediction or a question there, or the kind of a
figure that moves; behind that, as in the figure's own address, what it is set to. What is not
there is a warning with file and line. Without scripts the link leads to the thing on its page; in
another form than the website it is the address there.
"""

import re
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri

logger = logging.getLogger(__name__)

LINK = re.compile(
    r"(?P<words>.+?)\s*<(?P<page>[\w/-]+)#(?P<name>[\w-]+)(\?(?P<state>[\w=&%+.-]+))?>"
)


class Presented(nodes.Inline, nodes.TextElement):
    """A link that waits until all pages are read."""


class Present(SphinxRole):
    """The role `present`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """A placeholder; nothing and a warning for a text that is no such link."""
        match = LINK.fullmatch(self.text.replace("\n", " "))
        if not match:
            logger.warning("present: not `words <page#name?state>`", location=self.get_location())
            return [], []
        place = Presented("", match["words"], **match.groupdict(""))
        self.set_source_info(place)
        return [place], []


class Link(SphinxPostTransform):
    """Makes the links."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Runs over one page."""
        for place in list(self.document.findall(Presented)):
            fragment = self.fragment(place["page"], place["name"])
            if fragment is None:
                message = "present: %s has no %s to show"
                logger.warning(message, place["page"], place["name"], location=place)
            address = on_the_website(self.app, self.env.docname, f"{place['page']}.html")
            state = f"&{place['state']}" if place["state"] else ""
            target = f"{address}?present={place['name']}{state}#{fragment}"
            link = nodes.reference(
                "", place["words"], refuri=target, internal=True, classes=["c7-presents"]
            )
            place.replace_self(link)

    def fragment(self, page: str, name: str) -> str | None:
        """A place on a page: the thing's own, else its section's. None: there is no such thing."""
        if page not in self.env.found_docs:
            return None
        for node in self.env.get_doctree(page).findall(nodes.Element):
            if name in node.get("ids", ()):
                return name
            if is_called(node, name):
                return section_of(node)
        return None


def on_the_website(app: Sphinx, docname: str, path: str) -> str:
    """The address of a file of the website, as a page links to it: whole from any other form."""
    if app.builder.name == "html":
        return relative_uri(app.builder.get_target_uri(docname), path)
    return urljoin(app.config.html_baseurl, path)


def is_called(node: nodes.Element, name: str) -> bool:
    """Whether a node is the prediction, or the figure that moves, of this name."""
    if isinstance(node, nodes.raw):
        return f'data-module="{name}"' in node.astext()
    return "c7-predict" in node.get("classes", ()) and node["html"]["data-predict"] == name


def section_of(node: nodes.Node) -> str:
    """The name of the section that a node stands in."""
    while not isinstance(node, nodes.section):
        node = node.parent
    return node["ids"][0]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the role and what makes the links."""
    app.add_node(Presented)
    app.add_role("present", Present())
    app.add_post_transform(Link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
