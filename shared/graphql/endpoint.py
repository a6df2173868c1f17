"""The HTTP endpoints of a subgraph: POST /graphql for whoever has a token, and GET /sdl for its schema."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.auth.permission import authenticate
from shared.graphql.data_loader import Context
from shared.graphql.errors import QueryUnreadable
from shared.graphql.subgraph import Subgraph
from shared.messaging.outbox import Trace
from shared.service_context import service_context
from shared.web.problems import language_of

GRAPHQL: Final = "/graphql"
SDL: Final = "/sdl"

_MEDIA_TYPE: Final = "application/graphql-response+json"


def routes(subgraph: Subgraph) -> list[Route]:
    """Make the routes of a subgraph. The gateway asks it, on the private network; it authenticates the caller
    itself all the same. `/sdl` is open: it tells of no person, and stands in the repository."""

    async def ask(request: Request) -> Response:
        caller = await authenticate(request)
        query, variables, operation = _read(await request.body())
        trace = Trace(
            correlation_id=request.headers.get("x-correlation-id"),
            traceparent=request.headers.get("traceparent"),
        )
        async with service_context(request).begin(caller, trace) as work:
            context = Context(work, language=language_of(request))
            said = await subgraph.answer(context, query, variables, operation)
        return Response(orjson.dumps(said), 200 if "data" in said else 400, media_type=_MEDIA_TYPE)

    async def show(_request: Request) -> Response:
        return Response(
            subgraph.sdl,
            media_type="text/plain; charset=utf-8",
            headers={"ETag": f'"{subgraph.fingerprint}"'},
        )

    return [_route(GRAPHQL, ask, "POST"), _route(SDL, show, "GET")]


def _route(path: str, answer: Callable[[Request], Awaitable[Response]], method: str) -> Route:
    """A route that names itself to the access log; FastAPI's machinery stays off this path."""

    async def named(request: Request) -> Response:
        request.scope["route"] = route
        return await answer(request)

    route = Route(path, named, methods=[method], include_in_schema=False)
    return route


def _read(body: bytes) -> tuple[str, dict[str, Any] | None, str | None]:
    """Read the query, its variables and the name of the operation. Raises QueryUnreadable."""
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise QueryUnreadable from error
    if not isinstance(asked, dict):
        raise QueryUnreadable
    query, variables, operation = (asked.get(name) for name in ("query", "variables", "operationName"))
    if not isinstance(query, str) or not isinstance(variables, dict | None):
        raise QueryUnreadable
    if not isinstance(operation, str | None):
        raise QueryUnreadable
    return query, variables, operation
