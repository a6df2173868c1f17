"""Dispatches requests: to one of the gateway's own pages, to the graph, or to a service."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway import budgets, representations, responses, routes, url_paths
from gateway.admission import Admission
from gateway.graph_endpoint import GraphEndpoint
from gateway.headers import check_size, forwarded
from gateway.refusals import MethodNotAllowed
from gateway.routes import GRAPH_ROUTE, TOKEN_ROUTE
from gateway.settings import GatewaySettings
from gateway.token_endpoint import TokenEndpoint
from gateway.upstream import Upstreams
from shared.refusal import NotFound, Refusal
from shared.web.problems import language_of


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the gateway itself, open to anybody: it has nothing about people, or is at an address that
    only whoever may see it was given."""

    path: str
    """Its address; one that ends in `{}` is that of all with any last part, `path_params["last"]`."""
    respond: Callable[[Request], Awaitable[Response]]
    is_about_somebody: bool = False
    """Whether it is kept nowhere, compressed or not."""


class Dispatcher:
    """The ASGI application inside the middleware."""

    def __init__(
        self,
        *,
        admission: Admission,
        upstreams: Upstreams,
        pages: Mapping[str, Page],
        graph: GraphEndpoint,
        token: TokenEndpoint | None,
        settings: GatewaySettings,
    ) -> None:
        self._admission, self._upstreams, self._pages, self._graph = admission, upstreams, pages, graph
        self._token, self._settings = token, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except Refusal as refusal:
            response = responses.of_refusal(refusal, language_of(request))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        budgets.of_request(request.scope).take_address()
        check_size(request.headers)
        segments = url_paths.read(request.scope["raw_path"])
        path = "/" + "/".join(segments)
        if path == GRAPH_ROUTE.path:
            request.scope["route"] = GRAPH_ROUTE
            return await self._graph.answer(request, deadline=self._deadline(GRAPH_ROUTE))
        if path == TOKEN_ROUTE.path and self._token is not None:
            request.scope["route"] = TOKEN_ROUTE
            return await self._token.answer(request, deadline=self._deadline(TOKEN_ROUTE))
        page = self._pages.get(path) or self._pages.get("/".join(("", *segments[:-1], "{}")))
        if page is None:
            return representations.of_answer(request, await self._forward(request, segments))
        request.scope["route"] = page
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(allow="GET, HEAD")
        request.scope["path_params"] = {"last": segments[-1]} if segments else {}
        represent = representations.of_answer if page.is_about_somebody else representations.of_page
        return represent(request, await page.respond(request))

    async def _forward(self, request: Request, segments: tuple[str, ...]) -> Response:
        request.scope["route"] = route = routes.find(segments)
        deadline = self._deadline(route)
        target = url_paths.target(segments, request.scope["query_string"])
        try:
            body = await self._admission.read_body(request, route, deadline=deadline)
        except MethodNotAllowed as refusal:
            raise await self._told_by(route, target, refusal, deadline=deadline) from refusal
        response = await self._upstreams.request(
            route.service,
            routes.served(request.method),
            target,
            deadline=deadline,
            headers=forwarded(request.headers, with_attributes=route.is_intake),
            body=body,
        )
        return responses.of_upstream(response)

    async def _told_by(
        self, route: routes.Route, target: str, refusal: MethodNotAllowed, *, deadline: float
    ) -> Refusal:
        """The refusal of a method that no address of a route takes, with those that this address takes: its
        service knows them, and says so to a method that it never takes."""
        response = await self._upstreams.request(route.service, "OPTIONS", target, deadline=deadline)
        if response.status == 404:
            return NotFound()
        return MethodNotAllowed(allow=response.headers.get("allow", refusal.details["allow"]))

    def _deadline(self, route: routes.Route) -> float:
        """The event loop's time until which a request has to be answered."""
        settings = self._settings
        seconds = settings.intake_deadline_seconds if route.is_intake else settings.deadline_seconds
        return asyncio.get_running_loop().time() + seconds
