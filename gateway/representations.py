"""Chooses the representation of an answer: 304 where the caller has it, gzip where that is accepted
(RFC 9110, 8.8.3, 12.5.3 and 13.1.2)."""

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from shared.web.content_negotiation import accepts_gzip

_SMALLEST: Final = 1024
"""Bytes below which gzip saves no packet."""
_COMPRESSIBLE: Final = ("text/", "application/json", "image/svg")
_KEPT: Final = ("cache-control", "content-language", "etag", "vary")
"""Headers that a 304 has as the 200 would have them."""
_accepts_gzip = lru_cache(maxsize=256)(accepts_gzip)


def of_page(request: Request, response: Response) -> Response:
    """The representation of one of the gateway's own pages, which is compressed once."""
    return _represented(request, response, _compressed_once)


def of_answer(request: Request, response: Response) -> Response:
    """The representation of a service's answer. What has an ETag is sent as it is: a change quotes it in
    If-Match, which takes no weak one."""
    return _represented(request, response, None if "etag" in response.headers else _compressed)


def _represented(request: Request, response: Response, compress: Callable[[bytes], bytes] | None) -> Response:
    if response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    if _is_known(request, response):
        kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
        return Response(status_code=304, headers=kept)
    body, kind = bytes(response.body), response.headers.get("content-type", "")
    if compress is None or len(body) < _SMALLEST or not kind.startswith(_COMPRESSIBLE):
        return response
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    headers["vary"] = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
    if _accepts_gzip(", ".join(request.headers.getlist("accept-encoding"))):
        body = compress(body)
        headers["content-encoding"] = "gzip"
        if "etag" in headers:
            headers["etag"] = f"W/{headers['etag']}"
    return Response(body, headers=headers)


def _is_known(request: Request, response: Response) -> bool:
    """Whether If-None-Match names the answer; a weak tag is as good as a strong one here."""
    etag, named = response.headers.get("etag"), ", ".join(request.headers.getlist("if-none-match"))
    if etag is None or not named:
        return False
    return named.strip() == "*" or etag in [each.strip().removeprefix("W/") for each in named.split(",")]


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=1, mtime=0)


@lru_cache(maxsize=16)
def _compressed_once(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=9, mtime=0)
