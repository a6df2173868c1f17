"""Middleware around every response: adds the correlation id, the rate limit and security headers, and answers
unexpected errors with a problem."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from gateway import responses
from gateway.budgets import Budgets, RequestBudgets
from gateway.headers import TRACEPARENT, is_traceparent
from shared.web.content_negotiation import preferred_language
from shared.web.correlation import CORRELATION, correlation_id

_SECURITY_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


class ResponseHeadersMiddleware:
    """Wraps an ASGI application."""

    def __init__(self, app: ASGIApp, budgets: Budgets) -> None:
        self._app, self._budgets = app, budgets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})  # no WebSockets here: answered with 403
            return
        headers = Headers(scope=scope)
        correlation, started = correlation_id(headers), False
        budgets = RequestBudgets(self._budgets, scope)

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers_out = MutableHeaders(scope=message)
                headers_out[CORRELATION] = correlation
                if message["status"] == 401:
                    budgets.charge_failed_token()
                headers_out.update(budgets.headers())
                for name, value in _SECURITY_HEADERS.items():
                    headers_out.setdefault(name, value)
            await send(message)

        inner_scope = {**scope, "headers": _trusted(headers, correlation)}
        budgets.put_into(inner_scope)
        with bound_contextvars(correlation_id=correlation):
            try:
                await self._app(inner_scope, receive, send_with_headers)
            except Exception:  # the server logs it
                if started:
                    raise
                language = preferred_language(headers.get("accept-language", ""))
                await responses.of_fault(language)(inner_scope, receive, send_with_headers)


def _trusted(headers: Headers, correlation: str) -> list[tuple[bytes, bytes]]:
    """The headers that everything inside may trust: our correlation id, and a traceparent only if it is
    valid."""
    kept = [
        (name, value)
        for name, value in headers.raw
        if name != CORRELATION.encode()
        and not (name == TRACEPARENT.encode() and not is_traceparent(value.decode("latin-1")))
    ]
    return [*kept, (CORRELATION.encode(), correlation.encode())]
