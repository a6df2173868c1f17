"""The gateway's own pages are open to anybody, and complete without the internet."""

import asyncio
import re

import pytest

from tests.gateway.clock import Clock
from tests.gateway.conftest import Gateway, Start

ELSEWHERE = re.compile(r"""(?:https?:)?//[a-z0-9]""", re.IGNORECASE)
FETCHED = re.compile(r'(?:src|href)="([^"]*)"')


async def test_the_process_is_alive_whatever_the_services_do(gateway: Gateway) -> None:
    for stub in gateway.services.values():
        await stub.stop()
    reply = await gateway.ask("/healthz", token="")
    assert (reply.status, reply.json) == (200, {"status": "alive"})


async def test_everything_is_ready_when_all_four_services_are(gateway: Gateway) -> None:
    reply = await gateway.ask("/readyz", token="")
    assert reply.status == 200
    assert reply.json == dict.fromkeys(("participants", "referrals", "outcomes", "employers"), "ready")


async def test_readiness_tells_which_service_is_missing(gateway: Gateway) -> None:
    await gateway.services["employers"].stop()
    gateway.services["outcomes"].ready = 503
    reply = await gateway.ask("/readyz", token="")
    assert reply.status == 503
    assert reply.json == {
        "participants": "ready",
        "referrals": "ready",
        "outcomes": "not ready",
        "employers": "unreachable",
    }


async def test_readiness_is_asked_for_once_a_second_for_all_who_want_to_know(start: Start) -> None:
    clock = Clock()
    gateway = await start(clock=clock)
    replies = await asyncio.gather(*(gateway.ask("/readyz", token="") for _ in range(20)))
    assert {each.status for each in replies} == {200}
    assert [stub.readiness_requests for stub in gateway.services.values()] == [1, 1, 1, 1]
    gateway.services["outcomes"].ready = 503
    clock.now += 0.9
    assert (await gateway.ask("/readyz", token="")).status == 200
    clock.now += 0.1
    assert (await gateway.ask("/readyz", token="")).status == 503
    assert [stub.readiness_requests for stub in gateway.services.values()] == [2, 2, 2, 2]


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_page_fetches_nothing_from_elsewhere(gateway: Gateway, path: str) -> None:
    page = await gateway.ask(path, token="")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert not ELSEWHERE.search(page.body.decode())
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for address in FETCHED.findall(page.body.decode()):
        assert (await gateway.ask(address, token="")).status == 200, address


async def test_the_docs_show_our_contract_and_ask_nobody_to_validate_it(gateway: Gateway) -> None:
    start = (await gateway.ask("/docs/start.js", token="")).body.decode()
    assert not ELSEWHERE.search(start)
    assert 'url: "/openapi.json"' in start
    assert "validatorUrl: null" in start


async def test_the_docs_run_under_their_own_policy(gateway: Gateway) -> None:
    page = await gateway.ask("/docs", token="")
    assert "<script>" not in page.body.decode()
    assert "script-src 'self';" in page.headers["content-security-policy"]
    script = await gateway.ask("/docs/swagger-ui-bundle.js", token="")
    assert "javascript" in script.headers["content-type"]


async def test_a_page_can_be_asked_for_its_headers_only(gateway: Gateway) -> None:
    for path in ("/", "/docs", "/docs/swagger-ui.css", "/healthz"):
        reply = await gateway.ask(path, "HEAD", token="")
        assert (reply.status, reply.body) == (200, b"")


async def test_the_index_lists_every_address(gateway: Gateway) -> None:
    page = (await gateway.ask("/", token="")).body.decode()
    for path in ("/docs", "/openapi.json", "/v1/events", "/v1/placements", "/graphql"):
        assert path in page
