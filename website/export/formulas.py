"""Markdown to HTML with its formulas as MathML, which a browser draws without scripts and fonts."""

import sphinxcontrib.katex
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from website.build import katex


class FormulaRenderer(IPythonRenderer):
    """nbconvert's own renderer, but for formulas: it leaves those to a script of another host."""

    def _html_embed_images(self, html: str) -> str:
        """HTML with its pictures; a piece without any stays as it is, an end or a start alone."""
        return super()._html_embed_images(html) if "<img" in html else html

    def inline_math(self, body: str) -> str:
        """A formula in its line."""
        return mathml(body, display=False)

    def block_math(self, body: str) -> str:
        """A formula of its own line."""
        return mathml(body, display=True)

    def latex_environment(self, name: str, body: str) -> str:
        """A formula of its own line, such as an `align`."""
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")


def mathml(tex: str, display: bool) -> str:
    """The formula, made by the KaTeX of the website; TeX that it cannot read stays as it is."""
    options = {"displayMode": display, "output": "mathml"}
    html = sphinxcontrib.katex.render_latex(tex, options)
    return f'<span class="c7-formula">{html}</span>' if display else html


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """nbconvert's filter of this name. Pictures in files beside the notebook are taken along."""
    katex.use_bundled_node()
    renderer = FormulaRenderer(
        escape=False,
        attachments=context.get("cell", {}).get("attachments", {}),
        embed_images=True,
        path=context.get("resources", {}).get("metadata", {}).get("path", ""),
    )
    return MarkdownWithMath(renderer=renderer).render(source)
