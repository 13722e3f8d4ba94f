"""The HTML that an extension writes and docutils has no node for, as Jinja2 templates."""

from pathlib import Path

import jinja2

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, **context) -> str:
    """The template of that name, filled in. Raises: jinja2.UndefinedError: it needs more."""
    return _ENVIRONMENT.get_template(f"{name}.html").render(context)
