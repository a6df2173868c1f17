"""How a request reaches a service: over connections of its own, within the caller's deadline, and not at all
while the service rests."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from gateway.federation.supergraph.supergraph import Graph
from gateway.federation.transport import http_connection
from gateway.federation.transport.circuit_breaker import CircuitBreaker
from gateway.federation.transport.http_connection import Address, Answer, Connection
from gateway.federation.transport.protocol import Call, ServiceFailed

log = structlog.get_logger()

_CONNECTIONS: Final = 64
_IDLE_SECONDS: Final = 4.0
"""How long a connection is kept that nothing goes over: shorter than servers do, so that they do not close it
just as we ask."""
_PAUSE_BEFORE_RETRY: Final = 0.1
_KINDS: Final = ("application/json", "application/graphql-response+json")


class HttpTransport:
    """`addresses`: name of a service → where its part of the graph is; one that is not listed is where the
    supergraph says."""

    def __init__(
        self, addresses: Mapping[str, str], *, connect_seconds: float = 0.5, fetch_seconds: float = 3.0
    ) -> None:
        self._addresses = addresses
        self._connect_seconds, self._fetch_seconds = connect_seconds, fetch_seconds
        self._lines: dict[str, ServicePool] = {}

    async def send(self, graph: Graph, body: bytes, call: Call, *, repeatable: bool) -> bytes:
        line = self._lines.get(graph.name)
        if line is None:
            address = Address.of(self._addresses.get(graph.name, graph.url))
            line = self._lines[graph.name] = ServicePool(graph.name, address, self._connect_seconds)
        by = min(call.by, asyncio.get_running_loop().time() + self._fetch_seconds)
        return await line.send(body, call.headers, by, repeatable=repeatable)

    async def close(self) -> None:
        for line in self._lines.values():
            line.close()
        self._lines.clear()


class ServicePool:
    """To one service; one that hangs takes up its own connections and nobody else's."""

    def __init__(self, service: str, address: Address, connect_seconds: float) -> None:
        self._service, self._address, self._connect_seconds = service, address, connect_seconds
        self._clock = asyncio.get_running_loop().time
        self._breaker = CircuitBreaker(self._clock)
        self._idle: list[Connection] = []
        self._room = asyncio.Semaphore(_CONNECTIONS)

    async def send(self, body: bytes, headers: Mapping[str, str], by: float, *, repeatable: bool) -> bytes:
        """Raises ServiceFailed."""
        if not self._breaker.lets_through():
            raise ServiceFailed("unavailable")
        try:
            async with asyncio.timeout_at(by):
                answer = await self._send(body, headers, repeatable=repeatable)
        except http_connection.Refused as error:
            raise self._failed("unavailable", error) from error
        except TimeoutError as error:
            raise self._failed("too-slow", error) from error
        except http_connection.Broken as error:
            raise self._failed("broken-off", error) from error
        except http_connection.TooLarge as error:
            raise ServiceFailed("too-large") from error
        self._breaker.succeeded()
        if not answer.kind.startswith(_KINDS):
            log.warning("graph.broken-off", service=self._service, status=answer.status)
            raise ServiceFailed("unavailable" if answer.status == 503 else "broken-off")
        return answer.body

    async def _send(self, body: bytes, headers: Mapping[str, str], *, repeatable: bool) -> Answer:
        async with self._room:
            try:
                return await self._once(body, headers)
            except http_connection.Refused:
                if not repeatable:
                    raise
                await asyncio.sleep(_PAUSE_BEFORE_RETRY)  # it may be just being started again
            except http_connection.Broken as broken:
                if not (repeatable and broken.unread):
                    raise
                self.close()  # it was started again: the others are as old
            return await self._once(body, headers)

    async def _once(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        line = self._known() or await Connection.connect(self._address, self._connect_seconds)
        answer = await line.ask(self._address, headers, body)
        if line.is_open:
            line.used_at = self._clock()
            self._idle.append(line)
        return answer

    def _known(self) -> Connection | None:
        """The connection used last, so that those there are too many of grow old and are closed."""
        oldest = self._clock() - _IDLE_SECONDS
        while self._idle and (self._idle[0].used_at < oldest or not self._idle[0].is_open):
            self._idle.pop(0).close()
        while self._idle:
            line = self._idle.pop()
            if line.is_open:
                return line
        return None

    def close(self) -> None:
        for line in self._idle:
            line.close()
        self._idle.clear()

    def _failed(self, code: str, error: Exception) -> ServiceFailed:
        self._breaker.failed()
        log.warning("graph.failed", service=self._service, code=code, error=type(error).__name__)
        return ServiceFailed(code)
