"""Connection limits of the HTTP server: header bytes are counted while they arrive, header and body have
deadlines, connections have a cap, and an early answer is read before the connection closes (security
requirement 19).

uvicorn looks at `limit_concurrency` only once headers are complete, and httptools buffers one without end: so
the protocol class that exists is guarded here."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any, Final, Self, cast

from uvicorn.config import Config
from uvicorn.server import ServerState

from shared.web.http_protocol import ProblemHttpProtocol, problem_response

_SWEEP_SECONDS: Final = 0.5
"""One sweep over all connections costs less than a timer for every request."""
_DRAIN_SECONDS: Final = 1.0
"""How long a client may go on sending after an early answer, so that it comes to read it."""
_CHUNK_OVERHEAD: Final = 1.25
"""Raw bytes of a body for each byte of content: chunk sizes and extensions are in no count of content."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one connection, and all of them together, may take. Sizes are bytes, times are seconds."""

    header_bytes: int = 32 * 1024
    header_seconds: float = 10.0
    body_bytes: int = 5 * 1024 * 1024
    body_seconds: float = 60.0
    connections: int = 2000


class _Refused(Exception):
    """Ends parsing: the request breaks a limit, and the connection goes."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class GuardedHttpProtocol(ProblemHttpProtocol):
    """One connection within the limits of its class."""

    limits = ConnectionLimits()
    _sweeper: asyncio.TimerHandle | None = None
    """One for all connections of a process."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._is_in_header, self._is_idle, self._is_draining = True, False, False
        self._since = self.loop.time()
        """When this connection began to wait: for a header, for a body, or for its next request."""
        self._header_bytes = self._body_bytes = self._headers_read = 0
        self._refusal = 400

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._make_room()
        if type(self)._sweeper is None:
            self._sweep()

    def data_received(self, data: bytes) -> None:
        if self._is_draining:
            return
        if self._is_idle and not data.strip(b"\r\n"):
            return  # line ends between two requests are no sign of life
        if self._is_idle:
            self._begin_header()
        if not self._is_in_header:
            self._body_bytes += len(data)
            if self._body_bytes > self.limits.body_bytes * _CHUNK_OVERHEAD:
                self._refuse(413)
                return
        was_in_header, headers_read = self._is_in_header, self._headers_read
        super().data_received(data)
        # where a header ended in these bytes, what follows it may be a body: it is counted from the next on
        if was_in_header and headers_read == self._headers_read and not self.transport.is_closing():
            self._header_bytes += len(data)
            if self._header_bytes > self.limits.header_bytes:
                self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin_header()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._is_in_header:
            self._break_off(400)  # a trailer: it would be appended to headers that were checked before
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._check_headers()
        self._is_in_header, self._since, self._body_bytes = False, self.loop.time(), 0
        self._headers_read += 1
        super().on_headers_complete()
        # the cycle closes its transport after an answer; with a body still coming, that loses the answer
        self.cycle.transport = cast(asyncio.Transport, _DrainingTransport(self, self.cycle.transport))

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._since = self.loop.time()
        self._header_bytes, self._is_in_header = 0, True
        self._is_idle = True

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._refusal)

    def drain(self) -> None:
        """Half-close: what was answered goes out, what still comes is dropped, and a second later the
        connection ends."""
        if self._is_draining or self.transport.is_closing():
            return
        self._is_draining = True
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.transport.resume_reading()
        self.loop.call_later(_DRAIN_SECONDS, self.transport.abort)

    def _begin_header(self) -> None:
        self._is_idle, self._is_in_header = False, True
        self._since, self._header_bytes = self.loop.time(), 0

    def _check_headers(self) -> None:
        version = self.parser.get_http_version()
        if version not in ("1.0", "1.1"):
            self._break_off(400)
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self.limits.header_bytes:
            self._break_off(431)
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and version == "1.1"):
            self._break_off(400)
        if version == "1.0" and any(name == b"transfer-encoding" for name, _ in self.headers):
            self._break_off(400)

    def _break_off(self, status: int) -> None:
        """End parsing from inside a callback of the parser."""
        self._refusal = status
        raise _Refused(status)

    def _refuse(self, status: int) -> None:
        """Answer with a problem, unless an answer has begun, and close."""
        cycle = self.cycle
        is_answering = cycle is not None and cycle.response_started and not cycle.response_complete
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        if is_answering:
            self.transport.abort()
            return
        self.transport.write(problem_response(status))
        if status == 413:
            self.drain()
        else:
            self.transport.close()

    def _sweep(self) -> None:
        """Check every connection of the process, and again later as long as there is one."""
        now = self.loop.time()
        for each in list(self._guarded()):
            each.check_deadline(now)
        type(self)._sweeper = self.loop.call_later(_SWEEP_SECONDS, self._sweep) if self.connections else None

    def check_deadline(self, now: float) -> None:
        """Close this connection where its header or body takes too long."""
        if self._is_draining or self._is_idle:
            return
        allowed = self.limits.header_seconds
        if not self._is_in_header:
            allowed = self.limits.body_seconds if self._waits_for_body else inf
        if now - self._since <= allowed:
            return
        if self._is_in_header and not self._header_bytes:
            self.transport.close()  # who has asked nothing is answered nothing
        else:
            self._refuse(408)

    @property
    def _waits_for_body(self) -> bool:
        return self.cycle is not None and bool(self.cycle.more_body)

    def _make_room(self) -> None:
        """Drop the connection that has waited longest without a request under way. A cap that refuses whoever
        comes new would be the attack itself."""
        waiting = [each for each in self._guarded() if each is not self and each.is_waiting]
        dropped = min(waiting, key=lambda each: each._since, default=self)
        dropped.transport.abort()

    def _guarded(self) -> Iterator[Self]:
        """Every connection of the process, this one too."""
        return (each for each in self.connections if isinstance(each, type(self)))

    @property
    def is_waiting(self) -> bool:
        """Whether no request is under way here."""
        return self.cycle is None or bool(self.cycle.response_complete)


class _DrainingTransport:
    """A transport that reads on for a moment where its request is not all here when it is closed."""

    def __init__(self, protocol: GuardedHttpProtocol, transport: asyncio.Transport) -> None:
        self._protocol, self._transport = protocol, transport
        self.write, self.is_closing = transport.write, transport.is_closing

    def close(self) -> None:
        if self._protocol.cycle.more_body:
            self._protocol.drain()
        else:
            self._transport.close()


def guarded(limits: ConnectionLimits) -> type[GuardedHttpProtocol]:
    """The protocol class of a server with these limits."""
    return type("GuardedHttpProtocol", (GuardedHttpProtocol,), {"limits": limits})
