"""Serves GraphiQL, in development only, and without the internet."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway import html, static_files
from gateway.dispatcher import Page

PATH: Final = "/docs/graph"
FOLDER: Final = Path(__file__).parent / "graphiql"
FILES: Final = (
    "graphiql.min.js",
    "graphiql.min.css",
    "react.production.min.js",
    "react-dom.production.min.js",
    "start.js",
)

# the editor brings its fonts inside its style sheet
_POLICY: Final = html.SCRIPT_POLICY.replace("connect-src", "font-src data:; connect-src")


def pages() -> list[Page]:
    """The page and the files that it loads."""
    return [Page(PATH, _show), *map(_file, FILES)]


async def _show(_request: Request) -> Response:
    return html.page("graphiql.html", policy=_POLICY, path=PATH)


def _file(name: str) -> Page:
    async def show(_request: Request) -> Response:
        return static_files.file(FOLDER / name)

    return Page(f"{PATH}/{name}", show)
