"""A page to try the graph in: whole without the internet, and in development only."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response

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

_POLICY: Final = {
    # the editor sets styles of its own, and brings its fonts and icons inside its style sheet
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

_PAGE: Final = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dolen: the graph</title>
<link rel="stylesheet" href="{PATH}/graphiql.min.css">
<link rel="icon" href="/docs/favicon.png">
</head>
<body style="margin: 0">
<main id="graph" style="height: 100vh"></main>
<script src="{PATH}/react.production.min.js"></script>
<script src="{PATH}/react-dom.production.min.js"></script>
<script src="{PATH}/graphiql.min.js"></script>
<script src="{PATH}/start.js"></script>
</body>
</html>
"""


def pages() -> list[Page]:
    return [Page(PATH, _show), *map(_file, FILES)]


async def _show(_request: Request) -> Response:
    return Response(_PAGE, media_type="text/html", headers=_POLICY)


def _file(name: str) -> Page:
    async def show(_request: Request) -> Response:
        return FileResponse(FOLDER / name, headers={"Cache-Control": "max-age=3600"})

    return Page(f"{PATH}/{name}", show)
