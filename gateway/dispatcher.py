"""Where a request goes: to one of the gateway's own pages, or through the door to the graph or a service."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway import graph_endpoint, responses, routes, url_paths
from gateway.admission import Admission
from gateway.graph_endpoint import GraphEndpoint
from gateway.headers import check_size, handed_on
from gateway.refusals import MethodNotAllowed
from gateway.settings import GatewaySettings
from gateway.upstream import Upstreams
from shared.refusal import Refusal
from shared.web.problems import language_of


@dataclass(frozen=True, slots=True)
class Page:
    """Something the gateway answers itself, open to anybody: it tells nothing about people."""

    path: str
    show: Callable[[Request], Awaitable[Response]]


class Dispatcher:
    """The ASGI app behind the shell."""

    def __init__(
        self,
        *,
        door: Admission,
        peers: Upstreams,
        pages: Mapping[str, Page],
        graph: GraphEndpoint,
        settings: GatewaySettings,
    ) -> None:
        self._door, self._peers, self._pages, self._graph = door, peers, pages, graph
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Refusal as refusal:
            response = responses.of_refusal(refusal, language_of(request))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        check_size(request.headers)
        segments = url_paths.read(request.scope["raw_path"])
        path = "/" + "/".join(segments)
        if path == graph_endpoint.ROUTE.path:
            request.scope["route"] = graph_endpoint.ROUTE
            return await self._graph.answer(request, by=self._by(graph_endpoint.ROUTE))
        page = self._pages.get(path)
        if page is None:
            return await self._from_service(request, segments)
        request.scope["route"] = page
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(allow="GET, HEAD")
        return await page.show(request)

    async def _from_service(self, request: Request, segments: tuple[str, ...]) -> Response:
        request.scope["route"] = route = routes.find(segments)
        by = self._by(route)
        body = await self._door.read_body(request, route, by=by)
        answer = await self._peers.ask(
            route.service,
            request.method,
            url_paths.target(segments, request.scope["query_string"]),
            by=by,
            headers=handed_on(request.headers),
            body=body,
        )
        return responses.of_service(answer)

    def _by(self, route: routes.Route) -> float:
        """The event loop's time until which all has to be done."""
        settings = self._settings
        seconds = settings.intake_deadline_seconds if route.is_intake else settings.deadline_seconds
        return asyncio.get_running_loop().time() + seconds
