"""Correlation ids: every process takes a caller's where it is a UUID, makes its own where it is not, and has
it in each line of its log."""

from typing import Final
from uuid import UUID

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from shared.ids import new_id

CORRELATION: Final = "x-correlation-id"


def correlation_id(headers: Headers) -> str:
    """The caller's correlation id where it is one UUID, else a new one. Only a UUID, because it is written to
    logs, entries of the audit and the bus, which nobody's name or number may reach."""
    values = headers.getlist(CORRELATION)
    try:
        return str(UUID(values[0])) if len(values) == 1 else str(new_id())
    except ValueError:
        return str(new_id())


class CorrelationIds:
    """Wraps an ASGI application: everything inside may trust the header of a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        checked, name = correlation_id(Headers(scope=scope)), CORRELATION.encode()
        headers = [each for each in scope["headers"] if each[0] != name]
        inner = {**scope, "headers": [*headers, (name, checked.encode())]}
        with bound_contextvars(correlation_id=checked):
            await self._app(inner, receive, send)
