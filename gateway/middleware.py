"""What every answer carries, whatever happens inside: a correlation id, headers that keep browsers and caches
from doing harm, and a problem where something broke."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from gateway import responses
from gateway.headers import CORRELATION, TRACEPARENT, correlation, is_trace
from shared.web.content_negotiation import preferred_language

_ON_EVERY_ANSWER: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class ResponseHeadersMiddleware:
    """Around the app that answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})  # none is spoken here: answered with 403
            return
        headers = Headers(scope=scope)
        correlation_id, started = correlation(headers), False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                said = MutableHeaders(scope=message)
                said[CORRELATION] = correlation_id
                for name, value in _ON_EVERY_ANSWER.items():
                    said.setdefault(name, value)
            await send(message)

        inside = {**scope, "headers": _vouched_for(headers, correlation_id)}
        with bound_contextvars(correlation_id=correlation_id):
            try:
                await self._app(inside, receive, sending)
            except Exception:  # told in the log where it happened
                if started:
                    raise
                language = preferred_language(headers.get("accept-language", ""))
                await responses.of_fault(language)(inside, receive, sending)


def _vouched_for(headers: Headers, correlation_id: str) -> list[tuple[bytes, bytes]]:
    """The headers as everything inside may rely on them: our correlation id, a trace only if it is one."""
    kept = [
        (name, value)
        for name, value in headers.raw
        if name != CORRELATION.encode()
        and not (name == TRACEPARENT.encode() and not is_trace(value.decode("latin-1")))
    ]
    return [*kept, (CORRELATION.encode(), correlation_id.encode())]
