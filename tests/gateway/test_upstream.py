"""A service that fails to respond becomes a problem that says whether the request may have been executed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from gateway.routes import EVENT
from shared.web import translations
from tests.gateway.conftest import Gateway, Start, Stub
from tests.patience import patient


@pytest.fixture
async def held(services: dict[str, Stub]) -> AsyncIterator[asyncio.Event]:
    """Every service waits for this before it answers; set at the end, so that none waits on."""
    event = asyncio.Event()

    async def answer(_request: web.Request) -> web.StreamResponse:
        await event.wait()
        return web.json_response({})

    for stub in services.values():
        stub.answer = answer
    yield event
    event.set()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_a_service_that_is_down_is_unavailable_for_a_while(gateway: Gateway, method: str) -> None:
    await gateway.services["referrals"].stop()
    reply = await gateway.ask("/v1/referrals", method)
    assert (reply.status, reply.code, reply.json["retry"]) == (503, "unavailable", True)
    assert int(reply.headers["retry-after"]) > 0
    assert (await gateway.ask("/v1/claims")).status == 200


async def test_a_service_that_is_back_is_found_again(gateway: Gateway) -> None:
    stub = gateway.services["referrals"]
    assert (await gateway.ask("/v1/referrals")).status == 200
    await stub.stop()
    assert (await gateway.ask("/v1/referrals")).status == 503
    await stub.start()
    assert (await gateway.ask("/v1/referrals")).status == 200


async def test_reading_is_tried_once_more_when_the_connection_was_refused(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = gateway.services["referrals"]
    await stub.stop()

    async def until_it_is_back(_seconds: float) -> None:
        await stub.start()

    monkeypatch.setattr("gateway.upstream.asyncio.sleep", until_it_is_back)
    assert (await gateway.ask("/v1/referrals")).status == 200


async def test_a_service_that_does_not_answer_in_time_is_given_up(start: Start, held: asyncio.Event) -> None:
    gateway = await start(deadline_seconds=0.15)
    for method in ("GET", "POST"):
        reply = await gateway.ask("/v1/claims", method)
        assert (reply.status, reply.code) == (504, "too-slow")
        assert "retry" not in reply.json
    assert not held.is_set()
    assert len(gateway.services["outcomes"].asked) == 2


async def test_a_batch_of_events_is_given_more_time_than_anything_else(
    start: Start, held: asyncio.Event
) -> None:
    gateway = await start(deadline_seconds=0.1, intake_deadline_seconds=20)
    headers = {"content-type": EVENT}
    posting = asyncio.create_task(gateway.ask("/v1/events", "POST", data=b"{}", headers=headers))
    assert (await gateway.ask("/v1/participants")).status == 504
    held.set()
    assert (await posting).status == 200


async def test_a_service_that_hangs_leaves_the_others_alone(start: Start, held: asyncio.Event) -> None:
    gateway = await start(deadline_seconds=patient(30))
    gateway.services["outcomes"].answer = None
    async with asyncio.TaskGroup() as group:
        hanging = [group.create_task(gateway.ask("/v1/referrals")) for _ in range(80)]
        others = await asyncio.gather(*(gateway.ask("/v1/claims") for _ in range(80)))
        assert not held.is_set()
        held.set()
    assert {reply.status for reply in others} == {200}
    assert {reply.result().status for reply in hanging} == {200}


async def test_an_answer_that_breaks_off_says_that_nobody_knows(gateway: Gateway) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def break_off(request: web.Request) -> web.StreamResponse:
        half = web.StreamResponse(headers={"Content-Length": "100"})
        await half.prepare(request)
        await half.write(b"half")
        assert request.transport is not None
        request.transport.close()
        return half

    for answer in (hang_up, break_off):
        gateway.services["outcomes"].answer = answer
        reply = await gateway.ask("/v1/claims", "POST", data=b"{}")
        assert (reply.status, reply.code) == (502, "broken-off")
    assert len(gateway.services["outcomes"].asked) == 2


async def test_a_services_problem_is_handed_back_and_its_bare_fault_is_not(gateway: Gateway) -> None:
    async def problem(_request: web.Request) -> web.StreamResponse:
        said = b'{"type":"/problems/fault","code":"fault","title":"x","status":500}'
        return web.Response(status=500, body=said, headers={"Content-Type": "application/problem+json"})

    async def bare(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=500, text="Traceback: QQ123456C")

    gateway.services["outcomes"].answer = problem
    assert (await gateway.ask("/v1/claims")).code == "fault"
    gateway.services["outcomes"].answer = bare
    reply = await gateway.ask("/v1/claims")
    assert (reply.status, reply.code) == (502, "broken-off")
    assert b"QQ123456C" not in reply.body


async def test_a_fault_of_our_own_is_a_problem_that_tells_nothing(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("QQ123456C")

    monkeypatch.setattr("gateway.dispatcher.routes.find", broken)
    reply = await gateway.ask("/v1/claims")
    assert (reply.status, reply.code) == (500, "fault")
    assert b"QQ123456C" not in reply.body
    assert reply.headers["x-content-type-options"] == "nosniff"


@contextlib.contextmanager
def _catalogue(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    words = "There is nothing here that you may see."
    (folder / "cy.po").write_text(
        f'msgid ""\nmsgstr "Language: cy\\n"\n\nmsgid "{words}"\nmsgstr "Dim yma"\n'
    )
    monkeypatch.setattr(translations, "_CATALOGUES", folder)
    translations._welsh.cache_clear()
    yield
    translations._welsh.cache_clear()


async def test_a_problem_speaks_the_callers_language(
    gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _catalogue(tmp_path, monkeypatch):
        welsh = await gateway.ask("/nothing", headers={"accept-language": "cy"})
        english = await gateway.ask("/nothing", headers={"accept-language": "de, en;q=0.2"})
    assert (welsh.json["title"], welsh.headers["content-language"]) == ("Dim yma", "cy")
    assert english.headers["content-language"] == "en"
