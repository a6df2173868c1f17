"""Sends requests to subgraphs over HTTP: a connection pool, a deadline and a circuit breaker for each."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from gateway.federation.execution.transport import RequestContext, SubgraphFailed
from gateway.federation.supergraph.supergraph import Graph
from gateway.federation.transport import http_connection
from gateway.federation.transport.circuit_breaker import CircuitBreaker
from gateway.federation.transport.http_connection import Address, Connection, HttpResponse

log = structlog.get_logger()

_CONNECTIONS: Final = 64
_IDLE_SECONDS: Final = 4.0
"""How long an idle connection is kept: shorter than servers keep one, so that they do not close it just as it
is used."""
_PAUSE_BEFORE_RETRY: Final = 0.1
_MEDIA_TYPES: Final = ("application/json", "application/graphql-response+json")


class HttpTransport:
    """The transport over HTTP. `addresses`: name of a subgraph → its URL; the supergraph has those of the
    others."""

    def __init__(
        self, addresses: Mapping[str, str], *, connect_seconds: float = 0.5, fetch_seconds: float = 3.0
    ) -> None:
        self._addresses = addresses
        self._connect_seconds, self._fetch_seconds = connect_seconds, fetch_seconds
        self._pools: dict[str, ServicePool] = {}

    async def send(self, graph: Graph, body: bytes, context: RequestContext, *, repeatable: bool) -> bytes:
        pool = self._pools.get(graph.name)
        if pool is None:
            address = Address.of(self._addresses.get(graph.name, graph.url))
            pool = self._pools[graph.name] = ServicePool(graph.name, address, self._connect_seconds)
        deadline = min(context.deadline, asyncio.get_running_loop().time() + self._fetch_seconds)
        return await pool.send(body, context.headers, deadline, repeatable=repeatable)

    async def close(self) -> None:
        """Close all idle connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()


class ServicePool:
    """The connections to one service. One that hangs takes up its own connections only."""

    def __init__(self, service: str, address: Address, connect_seconds: float) -> None:
        self._service, self._address, self._connect_seconds = service, address, connect_seconds
        self._clock = asyncio.get_running_loop().time
        self._breaker = CircuitBreaker(self._clock)
        self._idle: list[Connection] = []
        self._free_connections = asyncio.Semaphore(_CONNECTIONS)

    async def send(
        self, body: bytes, headers: Mapping[str, str], deadline: float, *, repeatable: bool
    ) -> bytes:
        """Post a request and return the body of the response. Raises SubgraphFailed."""
        if not self._breaker.allows():
            raise SubgraphFailed("unavailable")
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._send(body, headers, repeatable=repeatable)
        except http_connection.ConnectionRefused as error:
            raise self._failed("unavailable", error) from error
        except TimeoutError as error:
            raise self._failed("too-slow", error) from error
        except http_connection.ConnectionBroken as error:
            raise self._failed("broken-off", error) from error
        except http_connection.ResponseTooLarge as error:
            raise SubgraphFailed("too-large") from error
        self._breaker.succeeded()
        if not response.media_type.startswith(_MEDIA_TYPES):
            log.warning("graph.broken-off", service=self._service, status=response.status)
            raise SubgraphFailed("unavailable" if response.status == 503 else "broken-off")
        return response.body

    async def _send(self, body: bytes, headers: Mapping[str, str], *, repeatable: bool) -> HttpResponse:
        async with self._free_connections:
            try:
                return await self._post_once(body, headers)
            except http_connection.ConnectionRefused:
                if not repeatable:
                    raise
                await asyncio.sleep(_PAUSE_BEFORE_RETRY)  # it may be starting again just now
            except http_connection.ConnectionBroken as broken:
                if not (repeatable and broken.was_stale):
                    raise
                self.close()  # it was started again: the others are as old
            return await self._post_once(body, headers)

    async def _post_once(self, body: bytes, headers: Mapping[str, str]) -> HttpResponse:
        connection = self._reusable() or await Connection.connect(self._address, self._connect_seconds)
        response = await connection.post(self._address, headers, body)
        if connection.is_open:
            connection.used_at = self._clock()
            self._idle.append(connection)
        return response

    def _reusable(self) -> Connection | None:
        """The idle connection used last, so that surplus ones grow old and are closed."""
        oldest = self._clock() - _IDLE_SECONDS
        while self._idle and (self._idle[0].used_at < oldest or not self._idle[0].is_open):
            self._idle.pop(0).close()
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
        return None

    def close(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    def _failed(self, code: str, error: Exception) -> SubgraphFailed:
        self._breaker.failed()
        log.warning("graph.failed", service=self._service, code=code, error=type(error).__name__)
        return SubgraphFailed(code)
