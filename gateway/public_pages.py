"""The gateway's own pages: where things are, the contract, whether everything is up. Nothing in them is
fetched from anywhere else, so that they work without the internet."""

import asyncio
from pathlib import Path
from typing import Final

import fastapi_offline
import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from gateway import asyncapi_page, graph_endpoint, graphiql_page
from gateway.dispatcher import Page
from gateway.openapi import Contract
from gateway.routes import ROUTES, SERVICES
from gateway.schema_drift import SchemaDrift
from gateway.upstream import Upstreams
from shared.refusal import Refusal
from shared.web.problems import language_of
from shared.web.translations import in_language

_READY_WITHIN: Final = 1.5

_STATIC: Final = Path(fastapi_offline.__file__).parent / "static"

_FOR_BROWSERS: Final = {
    # Swagger UI sets styles of its own and draws its icons from data addresses
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

_DOCS: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dolen</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon.png">
</head>
<body>
<main id="contract"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

# validatorUrl: Swagger UI would otherwise send the contract's address to its makers
_START: Final = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#contract",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
});
"""

_WHAT_IT_IS: Final = "Links the organisations around one person's way from a referral to a job that lasts."
_ADDRESSES: Final = {
    "/docs": "The contract, to read and to try out",
    "/openapi.json": "The contract, for programs",
    "/docs/facts": "The facts that are published, to read",
    "/asyncapi.json": "The facts that are published, for programs",
    "/readyz": "Whether everything is up",
}
_NEEDS_TOKEN: Final = "These need an access token"  # noqa: S105


def of(*, peers: Upstreams, contract: Contract, drift: SchemaDrift, in_development: bool) -> dict[str, Page]:
    """All of them by path."""

    async def show_contract(_request: Request) -> Response:
        return Response(await contract.document(), media_type="application/json")

    async def show_readiness(_request: Request) -> Response:
        said: dict[str, object] = dict(await _readiness(peers))
        status = 200 if set(said.values()) == {"ready"} else 503
        if drift.drifted:  # the graph is answered all the same
            said["graph_drifted"] = drift.drifted
        return Response(orjson.dumps(said), status, media_type="application/json")

    pages = [
        Page("/", _show_index),
        Page("/docs", _show_docs),
        Page("/docs/start.js", _show_start),
        *(_file(name) for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")),
        Page("/openapi.json", show_contract),
        Page("/asyncapi.json", asyncapi_page.show_document),
        Page("/docs/facts", asyncapi_page.show_page),
        Page("/healthz", _show_life),
        Page("/readyz", show_readiness),
        *(graphiql_page.pages() if in_development else ()),
    ]
    return {page.path: page for page in pages}


def _file(name: str) -> Page:
    async def show(_request: Request) -> Response:
        return FileResponse(_STATIC / name, headers={"Cache-Control": "max-age=3600"})

    return Page(f"/docs/{name}", show)


async def _show_docs(_request: Request) -> Response:
    return Response(_DOCS, media_type="text/html", headers=_FOR_BROWSERS)


async def _show_start(_request: Request) -> Response:
    return Response(_START, media_type="text/javascript")


async def _show_life(_request: Request) -> Response:
    return Response(b'{"status":"alive"}', media_type="application/json")


async def _show_index(request: Request) -> Response:
    language = language_of(request)
    links = [
        f'<li><a href="{path}"><code>{path}</code></a> {in_language(words, language)}</li>'
        for path, words in _ADDRESSES.items()
    ]
    prefixes = [f"<li><code>{path}</code></li>" for path in (*ROUTES, graph_endpoint.ROUTE.path)]
    said = [
        "<!DOCTYPE html>",
        f'<html lang="{language}">',
        '<head><meta charset="utf-8"><title>Dolen</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<link rel="icon" href="/docs/favicon.png"></head>',
        f"<body><main><h1>Dolen</h1><p>{in_language(_WHAT_IT_IS, language)}</p>",
        f"<ul>{''.join(links)}</ul>",
        f"<h2>{in_language(_NEEDS_TOKEN, language)}</h2>",
        f"<ul>{''.join(prefixes)}</ul></main></body></html>",
    ]
    headers = {**_FOR_BROWSERS, "Content-Language": language}
    return Response("\n".join(said), media_type="text/html", headers=headers)


async def _readiness(peers: Upstreams) -> dict[str, str]:
    by = asyncio.get_running_loop().time() + _READY_WITHIN

    async def of_one(service: str) -> str:
        try:
            answer = await peers.ask(service, "GET", "/readyz", by=by)
        except Refusal:
            return "unreachable"
        return "ready" if answer.status == 200 else "not ready"

    return dict(zip(SERVICES, await asyncio.gather(*map(of_one, SERVICES)), strict=True))
