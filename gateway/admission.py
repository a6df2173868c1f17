"""Whether a request may come in: token first, before anything of its body is read, then method, kind and
size."""

import asyncio

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive

from gateway.headers import bearer, one
from gateway.refusals import (
    BadRequest,
    BodyTooLarge,
    BodyTooSlow,
    MethodNotAllowed,
    UnsupportedMediaType,
)
from gateway.routes import Route
from shared.auth.token_verifier import TokenVerifier


class Admission:
    def __init__(self, tokens: TokenVerifier) -> None:
        self._tokens = tokens

    async def read_body(self, request: Request, route: Route, *, by: float) -> bytes:
        """The body of a request that may come in. `by` is the time of the event loop until which all of it
        has to be here.

        Raises InvalidToken, Unavailable, MethodNotAllowed, UnsupportedMediaType, BodyTooLarge, BodyTooSlow,
        BadRequest."""
        headers = request.headers
        await self._tokens.verify(bearer(headers))
        if request.method not in route.methods:
            raise MethodNotAllowed(allow=", ".join(route.methods))
        if request.method == "GET":
            return b""
        _check_kind(headers, route)
        _check_declared_length(headers, route.largest_body)
        try:
            async with asyncio.timeout_at(by):
                return await _read(request.receive, route.largest_body)
        except TimeoutError as error:
            raise BodyTooSlow from error


def _check_kind(headers: Headers, route: Route) -> None:
    # bodies are taken as they are: what is packed small could unfold to anything
    if (one(headers, "content-encoding") or "identity").strip().lower() != "identity":
        raise UnsupportedMediaType(accepted="identity")
    if not route.media_types:
        return
    media_type, *parameters = (one(headers, "content-type") or "").lower().split(";")
    charsets = [each.strip() for each in parameters if each.strip().startswith("charset")]
    is_utf8 = all(charset in ("charset=utf-8", 'charset="utf-8"') for charset in charsets)
    if media_type.strip() not in route.media_types or not is_utf8:
        raise UnsupportedMediaType(accepted=", ".join(route.media_types))


def _check_declared_length(headers: Headers, limit: int) -> None:
    declared = one(headers, "content-length")
    if declared is not None and int(declared) > limit:  # a number, or the HTTP parser had refused it
        raise BodyTooLarge(limit=limit)


async def _read(receive: Receive, limit: int) -> bytes:
    """The whole body, counted as it comes: its length may be declared falsely or not at all."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest
        part: bytes = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > limit:
            raise BodyTooLarge(limit=limit)
        if not message.get("more_body", False):
            return b"".join(parts)
