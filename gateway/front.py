"""Where a request goes: to one of the gateway's own pages, or through the door to a service."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway import address, answers, routes
from gateway.door import Door
from gateway.headers import check_size, handed_on
from gateway.proxy import Peers
from gateway.refusals import MethodNotAllowed
from gateway.settings import GatewaySettings
from shared.problems import language_of
from shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Page:
    """Something the gateway answers itself, open to anybody: it tells nothing about people."""

    path: str
    show: Callable[[Request], Awaitable[Response]]


class Front:
    """The ASGI app behind the shell."""

    def __init__(
        self, *, door: Door, peers: Peers, pages: Mapping[str, Page], settings: GatewaySettings
    ) -> None:
        self._door, self._peers, self._pages = door, peers, pages
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Refusal as refusal:
            response = answers.of_refusal(refusal, language_of(request))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        check_size(request.headers)
        segments = address.read(request.scope["raw_path"])
        page = self._pages.get("/" + "/".join(segments))
        if page is None:
            return await self._from_service(request, segments)
        request.scope["route"] = page
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(allow="GET, HEAD")
        return await page.show(request)

    async def _from_service(self, request: Request, segments: tuple[str, ...]) -> Response:
        request.scope["route"] = route = routes.find(segments)
        by = asyncio.get_running_loop().time() + self._seconds(route)
        body = await self._door.admit(request, route, by=by)
        answer = await self._peers.ask(
            route.service,
            request.method,
            address.target(segments, request.scope["query_string"]),
            by=by,
            headers=handed_on(request.headers),
            body=body,
        )
        return answers.of_service(answer)

    def _seconds(self, route: routes.Route) -> float:
        settings = self._settings
        return settings.intake_deadline_seconds if route.is_intake else settings.deadline_seconds
