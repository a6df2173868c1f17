"""What one connection may take: headers without end, silence, two Hosts, early answers, over real sockets."""

import asyncio
import contextlib
import resource
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared.web.connection_limits import ConnectionLimits, guarded
from tests.eventually import eventually

LIMITS = ConnectionLimits(
    header_bytes=8_000, header_seconds=2, body_bytes=100_000, body_seconds=2, connections=20
)
HOST = b"Host: dolen.test\r\n"


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    if request.url.path == "/early":
        response = PlainTextResponse("no", status_code=401, headers={"connection": "close"})
    else:
        response = PlainTextResponse(str(len(await request.body())))
    await response(scope, receive, send)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(_app, http=guarded(LIMITS), lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))

        async def started() -> bool:
            return server.started

        await eventually(started)
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def _connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def _said(reader: asyncio.StreamReader) -> bytes:
    """Everything until the server closes."""
    async with asyncio.timeout(30):
        with contextlib.suppress(ConnectionResetError):
            return await reader.read()
    return b""


async def _exchange(port: int, *parts: bytes) -> bytes:
    async with _connected(port) as (reader, writer):
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await _said(reader)


async def test_an_ordinary_request_and_a_pipelined_one_are_answered(port: int) -> None:
    said = await _exchange(
        port,
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc"
        b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
    )
    assert said.count(b"HTTP/1.1 200 OK") == 2


async def test_a_body_is_not_counted_as_the_next_header(port: int) -> None:
    body = b"x" * 60_000
    request = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 60000\r\n%b\r\n" + body
    said = await _exchange(port, request % b"", request % b"Connection: close\r\n")
    assert said.count(b"60000") == 2


async def test_headers_without_end_are_refused_while_they_arrive(port: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with _connected(port) as (_, writer):
        writer.write(b"GET / HTTP/1.1\r\n" + HOST + b"X: ")
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 50_000_000:
                writer.write(b"a" * 16_000)
                await writer.drain()
                sent += 16_000
    assert sent < 5_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


async def test_headers_that_are_too_large_are_refused(port: int) -> None:
    said = await _exchange(port, b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 7_990 + b"\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 431 ")
    assert b"headers-too-large" in said


@pytest.mark.parametrize(
    "request_line",
    [b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + HOST * 2 + b"\r\n", b"GET /\r\n\r\n"],
    ids=["no Host", "two Hosts", "HTTP/0.9"],
)
async def test_a_request_for_nobody_in_particular_is_refused(port: int, request_line: bytes) -> None:
    assert (await _exchange(port, request_line)).startswith(b"HTTP/1.1 400 ")


async def test_chunks_in_the_old_protocol_are_refused(port: int) -> None:
    said = await _exchange(
        port, b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    assert said.startswith(b"HTTP/1.1 400 ")


async def test_trailers_are_refused(port: int) -> None:
    said = await _exchange(
        port,
        b"POST / HTTP/1.1\r\n"
        + HOST
        + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Role: wg\r\n\r\n",
    )
    assert said.startswith(b"HTTP/1.1 400 ")


async def test_chunks_of_one_byte_count_with_their_sizes(port: int) -> None:
    chunk = b"1;" + b"e" * 200 + b"\r\na\r\n"
    said = await _exchange(
        port, b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk * 100] * 60
    )
    assert said.startswith(b"HTTP/1.1 413 ")


async def test_silent_and_slow_connections_are_closed(port: int) -> None:
    async with contextlib.AsyncExitStack() as held:
        readers = []
        for begun in (
            b"",
            b"\r\n",
            b"GET / HTTP/1.1\r\nHost:",
            b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\n",
        ):
            reader, writer = await held.enter_async_context(_connected(port))
            writer.write(begun)
            readers.append(reader)
        answers = [await _said(reader) for reader in readers]
    assert answers[0] == b""  # nothing was asked
    assert [answer[:13] for answer in answers[1:]] == [b"HTTP/1.1 408 "] * 3


async def test_a_full_house_drops_who_has_waited_longest_and_not_who_comes(port: int) -> None:
    async with contextlib.AsyncExitStack() as held:
        silent = [await held.enter_async_context(_connected(port)) for _ in range(LIMITS.connections)]
        said = await _exchange(port, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        assert said.startswith(b"HTTP/1.1 200 ")
        assert await _said(silent[0][0]) == b""


async def test_an_early_answer_is_read_by_whoever_is_still_sending(port: int) -> None:
    for _ in range(20):
        async with _connected(port) as (reader, writer):
            writer.write(b"POST /early HTTP/1.1\r\n" + HOST + b"Content-Length: 90000\r\n\r\n")
            for _ in range(9):
                writer.write(b"x" * 10_000)
                await writer.drain()
            assert (await _said(reader)).startswith(b"HTTP/1.1 401 ")
