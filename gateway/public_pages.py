"""Serves the gateway's own pages: the index, the contract, health and readiness.

The pages load nothing from other hosts, so that they work without the internet."""

from pathlib import Path
from typing import Final

import fastapi_offline
import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway import asyncapi_page, graphiql_page, html, problem_pages, static_files
from gateway.dispatcher import Page
from gateway.openapi import Contract
from gateway.readiness import Readiness
from gateway.routes import GRAPH_ROUTE, ROUTES
from gateway.schema_drift import SchemaDrift
from shared.web.problems import language_of
from shared.web.translations import in_language

_STATIC: Final = Path(fastapi_offline.__file__).parent / "static"

# validatorUrl: Swagger UI would otherwise send the contract's address to its makers
_START: Final = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#contract",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
  onComplete: () => document.querySelector(".servers select")?.setAttribute("aria-label", "Server"),
});
"""

_DESCRIPTION: Final = "Links the organisations around one person's way from a referral to a job that lasts."
_ADDRESSES: Final = {
    "/docs": "The contract, to read and to try out",
    "/openapi.json": "The contract, for programs",
    "/docs/facts": "The facts that are published, to read",
    "/asyncapi.json": "The facts that are published, for programs",
    "/readyz": "Whether everything is up",
}
_NEEDS_TOKEN: Final = "These need an access token"  # noqa: S105


def all_pages(
    *, readiness: Readiness, contract: Contract, drift: SchemaDrift, links: Page, in_development: bool
) -> dict[str, Page]:
    """The pages by path; `links` is the one of links to referrals."""

    async def show_contract(_request: Request) -> Response:
        document = await contract.document()
        return static_files.document(document.body, etag=document.etag, media_type="application/json")

    async def show_readiness(_request: Request) -> Response:
        told: dict[str, object] = dict(await readiness.of_services())
        status = 200 if set(told.values()) == {"ready"} else 503
        if drift.drifted:  # the graph is answered all the same
            told["graph_drifted"] = drift.drifted
        return Response(orjson.dumps(told), status, media_type="application/json")

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
        problem_pages.page(contract),
        links,
        *(graphiql_page.pages() if in_development else ()),
    ]
    return {page.path: page for page in pages}


def _file(name: str) -> Page:
    async def show(_request: Request) -> Response:
        return static_files.file(_STATIC / name)

    return Page(f"/docs/{name}", show)


async def _show_docs(_request: Request) -> Response:
    return html.page("swagger_ui.html", policy=html.SCRIPT_POLICY)


async def _show_start(_request: Request) -> Response:
    return Response(_START, media_type="text/javascript")


async def _show_life(_request: Request) -> Response:
    return Response(b'{"status":"alive"}', media_type="application/json")


async def _show_index(request: Request) -> Response:
    language = language_of(request)
    return html.page(
        "index.html",
        policy=html.SCRIPT_POLICY,
        headers={"Content-Language": language},
        language=language,
        description=in_language(_DESCRIPTION, language),
        pages={path: in_language(label, language) for path, label in _ADDRESSES.items()},
        needs_token=in_language(_NEEDS_TOKEN, language),
        routes=[*ROUTES, GRAPH_ROUTE.path],
    )
