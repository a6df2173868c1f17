"""Requests as bytes on the wire, so that every kind of broken one can be sent, and what comes back."""

import asyncio
from dataclasses import dataclass, field

from tests.patience import patient

Headers = tuple[tuple[str | bytes, str | bytes], ...]

ANSWER_SECONDS = patient(10)
"""Seconds until an answer has to be there."""


@dataclass(frozen=True, slots=True)
class Request:
    """`whole`, where given, is sent instead of everything else. `is_chunked` sends the body without telling
    its length."""

    method: str = "POST"
    target: str | bytes = "/"
    headers: Headers = ()
    body: bytes = b""
    is_chunked: bool = False
    whole: bytes | None = None

    def encoded(self) -> bytes:
        if self.whole is not None:
            return self.whole
        lines = [b"%b %b HTTP/1.1" % (self.method.encode(), _bytes(self.target))]
        lines += [b"%b: %b" % (_bytes(name), _bytes(value)) for name, value in self._headers()]
        return b"\r\n".join(lines) + b"\r\n\r\n" + (_chunked(self.body) if self.is_chunked else self.body)

    def _headers(self) -> Headers:
        told = {_bytes(name).lower() for name, _ in self.headers}
        ours: Headers = (("Host", "dolen.test"), ("Connection", "close"))
        if self.is_chunked:
            ours += (("Transfer-Encoding", "chunked"),)
        elif self.body:
            ours += (("Content-Length", str(len(self.body))),)
        return tuple(each for each in ours if _bytes(each[0]).lower() not in told) + self.headers


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: bytes
    body: bytes

    @property
    def content_type(self) -> str:
        for line in self.headers.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-type":
                return value.strip().decode("latin-1")
        return ""


@dataclass(slots=True)
class _Line(asyncio.Protocol):
    """One connection: keeps what has arrived even where the other side resets it."""

    closed: asyncio.Future[None]
    arrived: bytearray = field(default_factory=bytearray)

    def data_received(self, data: bytes) -> None:
        self.arrived += data

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)


async def send(request: Request, *, host: str, port: int) -> Answer:
    """The answer; status 0 where the connection was closed without one, or nothing came in time."""
    loop = asyncio.get_running_loop()
    transport, line = await loop.create_connection(lambda: _Line(loop.create_future()), host, port)
    try:
        transport.write(request.encoded())
        async with asyncio.timeout(ANSWER_SECONDS):
            await line.closed
    except TimeoutError:
        return Answer(0, b"", bytes(line.arrived))
    finally:
        transport.close()
    return _read(bytes(line.arrived))


def _read(arrived: bytes) -> Answer:
    head, _, body = arrived.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    first, _, headers = head.partition(b"\r\n")
    words = first.split()
    return Answer(int(words[1]) if len(words) > 1 else 0, headers, body)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _chunked(body: bytes) -> bytes:
    size = 64 * 1024
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
