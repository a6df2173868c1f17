"""The transport over real sockets: retries, deadlines, the circuit breaker, and the code of each failure."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
import uvloop
from aiohttp import web

from gateway.federation.execution.transport import RequestContext, SubgraphFailed
from gateway.federation.supergraph.supergraph import Graph
from gateway.federation.transport.circuit_breaker import FAILURES, REST_SECONDS, CircuitBreaker
from gateway.federation.transport.http import HttpTransport
from tests.gateway.conftest import Stub


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    stub = await Stub("outcomes").start()
    yield stub
    await stub.stop()


@pytest.fixture
async def transport() -> AsyncIterator[HttpTransport]:
    transport = HttpTransport({}, fetch_seconds=0.3)
    yield transport
    await transport.close()


def graph(stub: Stub) -> Graph:
    return Graph("OUTCOMES", "outcomes", f"http://127.0.0.1:{stub.port}/graphql")


def within(seconds: float) -> RequestContext:
    return RequestContext(asyncio.get_running_loop().time() + seconds, {"authorization": "Bearer x"})


async def failing(
    transport: HttpTransport, stub: Stub, *, seconds: float = 5, repeatable: bool = True
) -> str:
    with pytest.raises(SubgraphFailed) as failed:
        await transport.send(graph(stub), b"{}", within(seconds), repeatable=repeatable)
    return failed.value.code


async def test_a_service_is_told_who_calls(transport: HttpTransport, stub: Stub) -> None:
    assert await transport.send(graph(stub), b'{"query":"{a}"}', within(5), repeatable=True)
    assert stub.only.body == b'{"query":"{a}"}'
    assert stub.only.headers["authorization"] == "Bearer x"
    assert stub.only.headers["content-type"] == "application/json"


def test_the_loop_that_we_are_served_in_carries_it_too() -> None:
    async def ask() -> bytes:
        stub, transport = await Stub("outcomes").start(), HttpTransport({})
        try:
            for _ in range(2):
                answer = await transport.send(graph(stub), b"{}", within(5), repeatable=False)
            return answer
        finally:
            await transport.close()
            await stub.stop()

    assert json.loads(uvloop.run(ask())) == {"from": "outcomes"}


async def test_a_connection_that_the_service_closed_is_not_asked_again(
    transport: HttpTransport, stub: Stub
) -> None:
    for _ in range(2):
        assert await transport.send(graph(stub), b"{}", within(5), repeatable=False)
        await stub.stop()
        await stub.start()


async def test_an_answer_without_end_is_not_read_to_its_end(transport: HttpTransport, stub: Stub) -> None:
    async def pour(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"content-type": "application/json"})
        await stream.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await stream.write(b"[" * 100_000)
        return stream

    stub.answer = pour
    big = HttpTransport({}, fetch_seconds=10)
    assert await failing(big, stub, seconds=20) == "too-large"
    await big.close()


async def test_a_header_that_is_none_is_left_out(transport: HttpTransport, stub: Stub) -> None:
    call = RequestContext(asyncio.get_running_loop().time() + 5, {"accept-language": "cy\r\nx-forged: 1"})
    await transport.send(graph(stub), b"{}", call, repeatable=True)
    assert "x-forged" not in stub.only.headers


async def test_a_service_that_is_slow_costs_its_share_of_the_deadline(
    transport: HttpTransport, stub: Stub
) -> None:
    async def hang(_request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    stub.answer = hang
    began = asyncio.get_running_loop().time()
    assert await failing(transport, stub) == "too-slow"
    assert await failing(transport, stub, seconds=0.05) == "too-slow"
    assert asyncio.get_running_loop().time() - began < 1.5


async def test_what_is_no_answer_of_a_graph_is_none(transport: HttpTransport, stub: Stub) -> None:
    async def page(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>", content_type="text/html", status=502)

    stub.answer = page
    assert await failing(transport, stub) == "broken-off"


async def test_a_query_is_sent_again_where_nobody_listened_a_change_is_not(
    transport: HttpTransport, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stub.stop()
    assert await failing(transport, stub, repeatable=False) == "unavailable"

    async def come_back(_seconds: float) -> None:
        await stub.start()

    with monkeypatch.context() as while_waiting:
        while_waiting.setattr("gateway.federation.transport.http.asyncio.sleep", come_back)
        assert await transport.send(graph(stub), b"{}", within(5), repeatable=True)


async def test_a_service_that_came_back_is_found_again(stub: Stub) -> None:
    now = 0.0
    breaker = CircuitBreaker(lambda: now)
    for _ in range(FAILURES):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    now += REST_SECONDS
    assert breaker.allows()
    assert not breaker.allows(), "one tries, the others wait for what it finds"
    breaker.succeeded()
    assert breaker.allows()


async def test_a_service_that_keeps_failing_is_left_alone(transport: HttpTransport, stub: Stub) -> None:
    await stub.stop()
    for _ in range(FAILURES):
        await failing(transport, stub, repeatable=False)
    began = asyncio.get_running_loop().time()
    assert await failing(transport, stub) == "unavailable"
    assert asyncio.get_running_loop().time() - began < 0.05, "nobody was asked"
