"""Each path reaches its service, and no other path reaches any."""

import asyncio

import pytest

from gateway.routes import ROUTES
from tests.gateway.conftest import Gateway
from tests.patience import patient

BEHIND = {
    "/v1/events": "participants",
    "/v1/event-templates": "participants",
    "/v1/referrals": "referrals",
    "/v1/referrals.csv": "referrals",
    "/v1/partners": "referrals",
    "/v1/webhook-subscriptions": "referrals",
    "/v1/participants": "participants",
    "/v1/participants.csv": "participants",
    "/v1/due": "participants",
    "/v1/incomplete-forms": "participants",
    "/v1/audit": "participants",
    "/v1/programmes": "outcomes",
    "/v1/aggregates": "outcomes",
    "/v1/claims": "outcomes",
    "/v1/claims.csv": "outcomes",
    "/v1/data-quality": "outcomes",
    "/v1/data-quality.csv": "outcomes",
    "/v1/employers": "employers",
    "/v1/opportunities": "employers",
    "/v1/ready": "employers",
    "/v1/placements": "employers",
}
ID = "0197d3c2-0000-7000-8000-000000000001"


def test_nothing_but_this_table_is_reachable() -> None:
    assert {path: route.service for path, route in ROUTES.items()} == BEHIND


ALONE = [path for path in BEHIND if path == "/v1/events" or path.endswith(".csv")]
"""Addresses with nothing below."""


@pytest.mark.parametrize("path", [path for path in BEHIND if path not in ALONE])
async def test_an_address_and_what_is_below_it_go_to_its_service(gateway: Gateway, path: str) -> None:
    for target in (path, f"{path}/{ID}", f"{path}/{ID}/accept?limit=5&after=a%2Bb"):
        reply = await gateway.ask(target)
        assert (reply.status, reply.json) == (200, {"from": BEHIND[path]})
    asked = gateway.services[BEHIND[path]].asked
    assert [each.target for each in asked] == [
        path,
        f"{path}/{ID}",
        f"{path}/{ID}/accept?limit=5&after=a%2Bb",
    ]
    assert len(gateway.all_requests()) == 3


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_method_and_body_arrive_as_they_were_sent(gateway: Gateway, method: str) -> None:
    body = b"" if method == "GET" else '{"name": "Siân"}'.encode()
    assert (await gateway.ask("/v1/referrals", method, data=body)).status == 200
    asked = gateway.services["referrals"].only
    assert (asked.method, asked.body) == (method, body)


@pytest.mark.parametrize(
    "path",
    [
        "/internal/referred-persons",
        "/v1/internal/referred-persons",
        "/v1",
        "/v2/referrals",
        "/V1/referrals",
        "/v1/Referrals",
        "/v1/referralsx",
        "/v1/referrals-",
        "/v1/events/1",
        "/v1/events/a/b/c",
        "/metrics",
        "/redoc",
        "/docs/redoc.standalone.js",
        "/static-offline-docs/swagger-ui.css",
        "/v1/readyz",
        "/%69nternal/referred-persons",
    ],
)
async def test_any_other_address_does_not_exist(gateway: Gateway, path: str) -> None:
    for token in (None, ""):
        reply = await gateway.ask(path, token=token)
        assert (reply.status, reply.code) == (404, "not-found")
    assert gateway.all_requests() == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/referrals/../../internal/referred-persons",
        "/v1/referrals/%2e%2e/%2e%2e/internal/referred-persons",
        "/v1/referrals/.%2e/internal",
        "/v1/referrals/%2E/x",
        "/v1/referrals%2f..%2f..%2finternal",
        "/v1/referrals/x%2Fy",
        "/v1/referrals/x%5Cy",
        "/v1/referrals\\..\\internal",
        "/v1/referrals/%252e%252e/internal",
        "/v1/referrals/%c0%ae%c0%ae/internal",
        "/v1/referrals/%ff",
        "/v1/referrals/%00",
        "/v1/referrals/x%00",
        "/v1/referrals/x%0d%0aHost:%20internal",
        "/v1/referrals/%zz",
        "/v1/referrals/%",
        "/v1/referrals/",
        "/v1//referrals",
        "//v1/referrals",
        "//internal/referred-persons",
        "/./v1/referrals",
        f"/v1/referrals/{'x' * 5000}",
        "/v1/referrals?status=%00",
        "/v1/referrals?status=a%0Ab",
        "/v1/referrals?status=%zz",
        f"/v1/referrals?after={'x' * 5000}",
        "/v1/events/../internal/referred-persons",
        "/v1/events/..%2f..%2finternal/1",
        "/v1/events/a%2F%2e%2e%5Cb/1",
        "/v1/events/a%00/1",
        "/v1/events/a/",
    ],
)
async def test_an_address_with_a_trick_in_it_is_refused(gateway: Gateway, path: str) -> None:
    reply = await gateway.ask(path)
    assert (reply.status, reply.code) == (400, "bad-request")
    assert gateway.all_requests() == []


async def test_an_absolute_address_is_read_by_its_path(gateway: Gateway) -> None:
    lines = [
        "GET http://127.0.0.1:1/v1/partners HTTP/1.1",
        "Host: internal",
        f"Authorization: Bearer {gateway.issuer.mint()}",
        "Connection: close",
    ]
    assert (await _raw(gateway, lines)).startswith(b"HTTP/1.1 200")
    asked = gateway.services["referrals"].only
    assert asked.target == "/v1/partners"
    assert asked.headers["host"] == f"127.0.0.1:{gateway.services['referrals'].port}"


async def test_the_name_of_an_event_may_hold_what_no_other_address_may(gateway: Gateway) -> None:
    target = "/v1/events/https%3A%2F%2Fcrm.example%2Fa%25b/c%2F1"
    assert (await gateway.ask(target)).status == 200
    assert gateway.services["participants"].only.target == target


async def test_a_harmless_escape_arrives_in_its_one_spelling(gateway: Gateway) -> None:
    await gateway.ask("/v1/aggregates/%70articipation%2Dby-lot;x/Si%c3%a2n%20B")
    assert gateway.services["outcomes"].only.target == "/v1/aggregates/participation-by-lot%3Bx/Si%C3%A2n%20B"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/v1/events", "GET, HEAD, POST"),
        ("OPTIONS", "/v1/referrals", "GET, HEAD, POST"),
        ("TRACE", "/v1/referrals", "GET, HEAD, POST"),
        ("POST", "/problems/invalid", "GET, HEAD"),
        ("POST", "/docs", "GET, HEAD"),
        ("DELETE", "/openapi.json", "GET, HEAD"),
    ],
)
async def test_a_method_that_is_not_taken_is_told_which_are(
    gateway: Gateway, method: str, path: str, allow: str
) -> None:
    reply = await gateway.ask(path, method)
    assert (reply.status, reply.headers["allow"]) == (405, allow)
    assert reply.code == "method-not-allowed"
    assert gateway.all_requests() == []


async def _raw(gateway: Gateway, lines: list[str]) -> bytes:
    """What is answered to a request written by hand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode())
        return await asyncio.wait_for(reader.read(), patient(5))
    finally:
        writer.close()
        await writer.wait_closed()
