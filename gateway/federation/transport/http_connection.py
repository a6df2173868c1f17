"""Posts one request at a time over an HTTP/1.1 connection, parsed by httptools.

Implements what a client on a private network needs of HTTP and no more: a general client spends more
processor time on a request than the engine does."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlsplit

import httptools

LARGEST_RESPONSE: Final = 16 * 1024 * 1024


class ConnectionRefused(Exception):
    """Nothing listens at the address: the request was not sent."""


class ConnectionBroken(Exception):
    """The connection ended, or the response is no HTTP: the request may have been executed. `was_stale`: it
    was sent over a connection used before, which the server may have closed meanwhile."""

    def __init__(self, *, was_stale: bool = False) -> None:
        super().__init__()
        self.was_stale = was_stale


class ResponseTooLarge(Exception):
    """The response is larger than LARGEST_RESPONSE."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service listens."""

    host: str
    port: int
    is_secure: bool
    head: bytes
    """The first lines of every request."""

    @classmethod
    def of(cls, url: str) -> "Address":
        """Parse a URL."""
        parts = urlsplit(url)
        is_secure, host = parts.scheme == "https", parts.hostname or ""
        head = (
            f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Accept: application/json\r\nContent-Type: application/json\r\n"
        )
        return cls(host, parts.port or (443 if is_secure else 80), is_secure, head.encode("ascii"))


class Connection(asyncio.Protocol):
    """One connection. Post again only after the last response, while `is_open`."""

    def __init__(self) -> None:
        self.is_open, self.used_at, self._request_count = False, 0.0, 0
        self._response: asyncio.Future[HttpResponse] | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._body_parts: list[bytes] = []
        self._size, self._media_type = 0, ""
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(cls, address: Address, seconds: float) -> "Connection":
        """Connect within so many seconds. Raises ConnectionRefused."""
        secure = ssl.create_default_context() if address.is_secure else None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                _, connection = await loop.create_connection(cls, address.host, address.port, ssl=secure)
        except (OSError, TimeoutError) as error:
            raise ConnectionRefused from error
        return connection

    async def post(self, address: Address, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """Post a request and wait for its response. A cancelled request closes the connection.

        Raises ConnectionBroken, ResponseTooLarge."""
        if not self.is_open or self._transport is None:
            raise ConnectionBroken(was_stale=True)
        self._request_count += 1
        self._body_parts, self._size, self._media_type = [], 0, ""
        self._parser = httptools.HttpResponseParser(self)
        self._response = asyncio.get_running_loop().create_future()
        header_lines = "".join(
            f"{name}: {value}\r\n" for name, value in headers.items() if value.isprintable()
        )
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        self._transport.write(b"".join((address.head, header_lines.encode("latin-1"), length, body)))
        try:
            return await self._response
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.close()

    # called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = cast(asyncio.Transport, transport), True

    def data_received(self, data: bytes) -> None:
        if self._parser is None:
            self.close()  # there was no request
            return
        self._size += len(data)
        if self._size > LARGEST_RESPONSE:
            self._fail(ResponseTooLarge())
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail(ConnectionBroken())

    def connection_lost(self, _error: Exception | None) -> None:
        self._fail(ConnectionBroken(was_stale=self._size == 0 and self._request_count > 1))

    # called by the parser

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._media_type = value.decode("latin-1").lower()

    def on_body(self, part: bytes) -> None:
        self._body_parts.append(part)

    def on_message_complete(self) -> None:
        parser, response = self._parser, self._response
        if parser is None or response is None:
            return
        if not parser.should_keep_alive():
            self.close()
        self._parser = None
        if not response.done():
            body = self._body_parts[0] if len(self._body_parts) == 1 else b"".join(self._body_parts)
            response.set_result(HttpResponse(parser.get_status_code(), self._media_type, body))

    def _fail(self, error: Exception) -> None:
        self.close()
        if self._response is not None and not self._response.done():
            self._response.set_exception(error)
