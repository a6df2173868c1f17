"""How one request at a time is put on a connection to a service and its answer read: HTTP/1.1, and of that
only what neighbours on a private network need. A general client spends more on a request than the engine."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlsplit

import httptools

LARGEST_ANSWER: Final = 16 * 1024 * 1024


class Refused(Exception):
    """Nobody listens there: the request was not sent."""


class Broken(Exception):
    """The connection ended, or what came is no HTTP: the request may have been done. `unread` tells that it
    was on a connection of before, which the other side may have given up meanwhile."""

    def __init__(self, *, unread: bool = False) -> None:
        super().__init__()
        self.unread = unread


class TooLarge(Exception):
    """The answer is larger than is taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    kind: str
    """Its media type."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    is_secure: bool
    head: bytes
    """The lines that every request to it begins with."""

    @classmethod
    def of(cls, url: str) -> "Address":
        parts = urlsplit(url)
        is_secure, host = parts.scheme == "https", parts.hostname or ""
        head = (
            f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Accept: application/json\r\nContent-Type: application/json\r\n"
        )
        return cls(host, parts.port or (443 if is_secure else 80), is_secure, head.encode("ascii"))


class Connection(asyncio.Protocol):
    """One connection. Ask again only when the last answer is there and `is_open` still holds."""

    def __init__(self) -> None:
        self.is_open, self.used_at, self._asked = False, 0.0, 0
        self._waiting: asyncio.Future[Answer] | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._parts: list[bytes] = []
        self._size, self._kind = 0, ""
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(cls, address: Address, seconds: float) -> "Connection":
        """Raises Refused."""
        secure = ssl.create_default_context() if address.is_secure else None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                _, wire = await loop.create_connection(cls, address.host, address.port, ssl=secure)
        except (OSError, TimeoutError) as error:
            raise Refused from error
        return wire

    async def ask(self, address: Address, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises Broken and TooLarge. A wire whose answer was not waited for is closed."""
        if not self.is_open or self._transport is None:
            raise Broken(unread=True)
        self._asked += 1
        self._parts, self._size, self._kind = [], 0, ""
        self._parser = httptools.HttpResponseParser(self)
        self._waiting = asyncio.get_running_loop().create_future()
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value.isprintable())
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        self._transport.write(b"".join((address.head, lines.encode("latin-1"), length, body)))
        try:
            return await self._waiting
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.close()

    # what the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = cast(asyncio.Transport, transport), True

    def data_received(self, data: bytes) -> None:
        if self._parser is None:
            self.close()  # nobody asked
            return
        self._size += len(data)
        if self._size > LARGEST_ANSWER:
            self._fail(TooLarge())
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail(Broken())

    def connection_lost(self, _error: Exception | None) -> None:
        self._fail(Broken(unread=self._size == 0 and self._asked > 1))

    # what the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._kind = value.decode("latin-1").lower()

    def on_body(self, part: bytes) -> None:
        self._parts.append(part)

    def on_message_complete(self) -> None:
        parser, waiting = self._parser, self._waiting
        if parser is None or waiting is None:
            return
        if not parser.should_keep_alive():
            self.close()
        self._parser = None
        if not waiting.done():
            body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            waiting.set_result(Answer(parser.get_status_code(), self._kind, body))

    def _fail(self, error: Exception) -> None:
        self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)
