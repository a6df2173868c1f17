"""Shares answers with pages of other origins (CORS), those that the installation names."""

from collections.abc import Sequence
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from gateway.headers import FORWARDED, RETURNED
from gateway.routes import READ_AND_WRITE
from shared.web.correlation import CORRELATION

_PREFLIGHT_SECONDS: Final = 600


def shared_with(origins: Sequence[str], app: ASGIApp) -> ASGIApp:
    """Wrap an application, so that browsers let pages of these origins read its answers. Tokens are sent by
    the page itself and never by the browser: no cookie is taken."""
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=READ_AND_WRITE,
        allow_headers=FORWARDED,
        expose_headers=(*RETURNED, CORRELATION, "RateLimit", "RateLimit-Policy"),
        max_age=_PREFLIGHT_SECONDS,
    )
