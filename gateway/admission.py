"""Admits requests: checks the token before any of the body is read, then the client's budget, method, media
type and size."""

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive

from gateway import budgets
from gateway.compression import Inflated
from gateway.headers import bearer, single
from gateway.refusals import (
    BadRequest,
    BodyTooLarge,
    BodyTooSlow,
    MethodNotAllowed,
    UnsupportedMediaType,
)
from gateway.routes import Route, served
from shared.auth.token_verifier import TokenVerifier

_GZIP: Final = ("gzip", "x-gzip")
"""The two names of one coding (RFC 9110, 8.4.1.3)."""


class Admission:
    """The checks before a request is answered or handed on."""

    def __init__(self, tokens: TokenVerifier) -> None:
        self._tokens = tokens

    async def read_body(self, request: Request, route: Route, *, deadline: float) -> bytes:
        """Check a request and read its body, all of it before the event loop's time is `deadline`.

        Raises InvalidToken, Unavailable, TooManyRequests, MethodNotAllowed, UnsupportedMediaType,
        BodyTooLarge, BodyTooSlow, BadRequest."""
        headers = request.headers
        caller = await self._tokens.verify(bearer(headers))
        method, budget = served(request.method), budgets.of_request(request.scope)
        kind = route.kind(method)
        declared = min(_declared_length(headers), route.largest_body)
        units = budgets.intake_units(declared) if kind == "intake" else 1
        budget.take_client(caller, kind, units)
        body = await body_of(request, route, deadline=deadline)
        if kind == "intake" and (undeclared := budgets.intake_units(len(body)) - units) > 0:
            budget.take_client(caller, kind, undeclared)
        return body


async def body_of(request: Request, route: Route, *, deadline: float) -> bytes:
    """Check the method, media type and size of a request, whoever sends it, and read its body, all of it
    before the event loop's time is `deadline`.

    Raises MethodNotAllowed, UnsupportedMediaType, BodyTooLarge, BodyTooSlow, BadRequest."""
    headers, method = request.headers, served(request.method)
    if method not in route.methods:
        raise MethodNotAllowed(allow=", ".join(route.methods))
    if method == "GET":
        return b""
    is_gzip = _is_gzip(headers, route)
    _check_media_type(headers, route)
    if _declared_length(headers) > route.largest_body:
        raise BodyTooLarge(limit=route.largest_body)
    try:
        async with asyncio.timeout_at(deadline):
            return await _read_body(request.receive, route.largest_body, is_gzip=is_gzip)
    except TimeoutError as error:
        raise BodyTooSlow from error


def _is_gzip(headers: Headers, route: Route) -> bool:
    """Tell whether a body comes compressed, which only events may. Raises UnsupportedMediaType."""
    coding = (single(headers, "content-encoding") or "identity").strip().lower()
    if route.is_intake and coding in _GZIP:
        return True
    if coding != "identity":
        raise UnsupportedMediaType(accepted="gzip, identity" if route.is_intake else "identity")
    return False


def _check_media_type(headers: Headers, route: Route) -> None:
    if not route.media_types:
        return
    media_type, *parameters = (single(headers, "content-type") or "").lower().split(";")
    charsets = [each.strip() for each in parameters if each.strip().startswith("charset")]
    is_utf8 = all(charset in ("charset=utf-8", 'charset="utf-8"') for charset in charsets)
    if not route.takes(media_type.strip()) or not is_utf8:
        raise UnsupportedMediaType(accepted=", ".join(route.media_types))


def _declared_length(headers: Headers) -> int:
    """The length of the body in bytes as its header says; 0 where it says none."""
    return int(single(headers, "content-length") or 0)  # a number: the parser checks


async def _read_body(receive: Receive, limit: int, *, is_gzip: bool) -> bytes:
    """Read the whole body, counted as it arrives: its length may be declared falsely or not at all. One that
    is compressed is counted as it unfolds, a piece at a time, so that none unfolds beyond the limit."""
    chunks, size, received = [], 0, 0
    inflated = Inflated() if is_gzip else None
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest
        chunk: bytes = message.get("body", b"")
        received += len(chunk)
        if inflated is not None and received <= limit:
            chunk = inflated.read(chunk, limit + 1 - size)
        chunks.append(chunk)
        size += len(chunk)
        if max(size, received) > limit:
            raise BodyTooLarge(limit=limit)
        if not message.get("more_body", False):
            break
    if inflated is not None:
        inflated.check_end()
    return b"".join(chunks)
