"""The HTML that an extension writes and docutils has no node for, as Jinja2 templates."""

from pathlib import Path

import jinja2


def environment(folder: Path) -> jinja2.Environment:
    """What fills in the templates of a folder: it escapes, and refuses what it was not given."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_ENVIRONMENT = environment(Path(__file__).parent)


def render(name: str, **context) -> str:
    """The template of that name, filled in. Raises: jinja2.UndefinedError: it needs more."""
    return _ENVIRONMENT.get_template(f"{name}.html").render(context)
