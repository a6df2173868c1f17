"""Renders HTML pages from Jinja2 templates with autoescape, each under a content security policy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_LOCKED: Final = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
TEXT_POLICY: Final = f"default-src 'none'; img-src 'self'; {_LOCKED}"
"""The content security policy of a page without scripts."""
# Swagger UI and GraphiQL set styles of their own and draw their icons from data addresses
SCRIPT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"connect-src 'self'; {_LOCKED}"
)


def page(template: str, *, policy: str, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    """Render a page under a content security policy."""
    return Response(
        TEMPLATES.get_template(template).render(values),
        media_type="text/html",
        headers={"Content-Security-Policy": policy, **(headers or {})},
    )
