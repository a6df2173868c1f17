"""Budgets at the gateway: each address and each client has its own, and is told what is left of it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web

from gateway.routes import EVENT_BATCH, KIB
from tests.gateway.clock import Clock
from tests.gateway.conftest import Gateway, Reply, Start

BATCH = {"Content-Type": EVENT_BATCH}


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def _pieces(size: int) -> AsyncIterator[bytes]:
    yield b" " * size


async def _ask_for_life(gateway: Gateway, forwarded_for: str | None = None) -> Reply:
    headers = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for}
    return await gateway.ask("/healthz", token="", headers=headers)


@pytest.mark.parametrize("path", ["/", "/healthz", "/v1/participants", "/graphql", "/nowhere", "/v1/%2e"])
async def test_an_address_that_used_its_budget_up_is_refused_whatever_it_asks(
    start: Start, clock: Clock, path: str
) -> None:
    gateway = await start(clock=clock, address_budget=3)
    for _ in range(3):
        assert (await _ask_for_life(gateway)).status == 200
    refused = await gateway.ask(path)
    assert (refused.status, refused.code, refused.json["retry"]) == (429, "too-many-requests", True)
    assert refused.headers["retry-after"] == "20"
    assert refused.headers["ratelimit-policy"] == '"address";q=3;w=60'
    assert refused.headers["ratelimit"] == '"address";r=0;t=60'
    assert gateway.all_requests() == []


async def test_whoever_waits_as_long_as_told_is_answered(start: Start, clock: Clock) -> None:
    gateway = await start(clock=clock, address_budget=3)
    replies = [await _ask_for_life(gateway) for _ in range(4)]
    clock.now += float(replies[-1].headers["retry-after"])
    assert (await _ask_for_life(gateway)).status == 200


async def test_a_refusal_is_told_in_welsh(start: Start, clock: Clock) -> None:
    gateway = await start(clock=clock, address_budget=1)
    replies = [await gateway.ask("/healthz", token="", headers={"Accept-Language": "cy"}) for _ in range(2)]
    assert replies[-1].headers["content-language"] == "cy"
    assert replies[-1].json["title"].startswith("Mae hyn yn fwy o geisiadau")


async def test_a_refused_token_costs_its_address_more(start: Start, clock: Clock) -> None:
    gateway = await start(clock=clock, address_budget=100, failed_token_cost=49)
    refused = [await gateway.ask("/v1/participants", token="letmein") for _ in range(3)]
    assert [each.status for each in refused] == [401, 401, 429]
    assert [each.headers["ratelimit"] for each in refused] == [
        '"address";r=50;t=30',
        '"address";r=0;t=60',
        '"address";r=0;t=60',
    ]


async def test_a_service_that_refuses_a_token_costs_its_address_more_too(start: Start, clock: Clock) -> None:
    gateway = await start(clock=clock, address_budget=100, failed_token_cost=49)

    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response({}, status=401)

    gateway.services["participants"].answer = refuse
    reply = await gateway.ask("/v1/participants")
    assert (reply.status, reply.headers["ratelimit"]) == (401, '"address";r=50;t=30')


async def test_by_default_guessing_tokens_ends_in_a_refusal_even_on_a_slow_machine(
    start: Start, clock: Clock
) -> None:
    gateway = await start(clock=clock)
    statuses = set()
    for _ in range(300):
        clock.now += 0.2
        statuses.add((await gateway.ask("/v1/participants", token="x")).status)
    assert statuses == {401, 429}


@pytest.mark.parametrize(
    ("kind", "method", "path", "more"),
    [
        ("read", "GET", "/v1/participants", {}),
        ("write", "POST", "/v1/referrals", {"json": {}}),
        ("intake", "POST", "/v1/events", {"data": b"[]", "headers": BATCH}),
    ],
)
async def test_a_client_has_a_budget_for_each_kind_of_request_and_nobody_else_uses_it_up(
    start: Start, clock: Clock, kind: str, method: str, path: str, more: dict[str, Any]
) -> None:
    gateway = await start(clock=clock, **{f"{kind}_budget": 2})
    organisation = str(uuid4())
    client = gateway.issuer.mint(org=organisation, sub="crm")
    replies = [await gateway.ask(path, method, token=client, **more) for _ in range(3)]
    assert [each.status == 429 for each in replies] == [False, False, True]
    assert [each.headers["ratelimit"] for each in replies] == [
        f'"{kind}";r=1;t=30',
        f'"{kind}";r=0;t=60',
        f'"{kind}";r=0;t=60',
    ]
    assert replies[-1].headers["ratelimit-policy"] == f'"{kind}";q=2;w=60'
    again = gateway.issuer.mint(org=organisation, sub="crm")
    assert (await gateway.ask(path, method, token=again, **more)).status == 429, "another token, one client"
    colleague = await gateway.ask(
        path, method, token=gateway.issuer.mint(org=organisation, sub="lead"), **more
    )
    assert (colleague.status == 429) is (kind == "intake"), "events are the whole organisation's"
    assert (await gateway.ask(path, method, token=gateway.issuer.mint(sub="crm"), **more)).status != 429
    of_another_kind = "GET" if kind != "read" else "POST"
    assert (await gateway.ask("/v1/claims", of_another_kind, token=client)).status == 200


@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "chunked"])
@pytest.mark.parametrize(("size", "units"), [(2, 1), (KIB, 1), (KIB + 1, 2), (10 * KIB, 10)])
async def test_events_cost_a_unit_for_each_kib(
    start: Start, clock: Clock, size: int, units: int, is_declared: bool
) -> None:
    gateway = await start(clock=clock, intake_budget=100)
    data = b" " * size if is_declared else _pieces(size)
    reply = await gateway.ask("/v1/events", "POST", data=data, headers=BATCH)
    assert reply.status == 200
    assert reply.headers["ratelimit"].startswith(f'"intake";r={100 - units};')


PAGE = "query ($first: Int!) { participants(first: $first) { nodes { id enrolments { id } } } }"


@pytest.mark.parametrize(("first", "units"), [(1, 1), (20, 1), (100, 3), (500, 13)])
async def test_an_operation_on_the_graph_costs_what_it_may_answer_out_of_the_budget_for_reading(
    start: Start, clock: Clock, first: int, units: int
) -> None:
    """Each of the people has an id and a list, taken to be of ten, of objects with an id."""
    gateway = await start(clock=clock, read_budget=20)
    asked = {"query": PAGE, "variables": {"first": first}}
    reply = await gateway.ask("/graphql", "POST", json=asked)
    assert reply.status == 200
    assert reply.headers["ratelimit"].startswith(f'"read";r={20 - units};')


async def test_an_operation_that_costs_more_than_is_left_reaches_no_service(
    start: Start, clock: Clock
) -> None:
    gateway = await start(clock=clock, read_budget=20)
    asked = {"query": PAGE, "variables": {"first": 500}}
    token = gateway.issuer.mint(sub="dashboard")
    assert (await gateway.ask("/graphql", "POST", token=token, json=asked)).status == 200
    reached = len(gateway.services["participants"].asked)
    reply = await gateway.ask("/graphql", "POST", token=token, json=asked)
    assert (reply.status, reply.headers["retry-after"]) == (429, "18")
    assert len(gateway.services["participants"].asked) == reached
    assert (await gateway.ask("/v1/claims", token=token)).status == 200, "there is enough left for that"


async def test_the_tightest_budget_is_told(start: Start, clock: Clock) -> None:
    gateway = await start(clock=clock, address_budget=4, read_budget=10)
    assert (await gateway.ask("/v1/claims")).headers["ratelimit"] == '"address";r=3;t=15'
    gateway = await start(clock=clock, address_budget=10, read_budget=4)
    assert (await gateway.ask("/v1/claims")).headers["ratelimit"] == '"read";r=3;t=15'


async def test_every_answer_tells_what_is_left(gateway: Gateway) -> None:
    async def fail(_request: web.Request) -> web.Response:
        return web.Response(status=500, text="broken")

    gateway.services["employers"].answer = fail
    for path, token in (("/", ""), ("/docs/favicon.png", ""), ("/nowhere", ""), ("/v1/claims", None),
                        ("/v1/claims", "letmein"), ("/v1/employers", None)):  # fmt: skip
        reply = await gateway.ask(path, token=token)
        assert {"ratelimit", "ratelimit-policy"} <= {name.lower() for name in reply.headers}, path


async def test_a_forwarded_address_is_ignored_where_no_proxy_is_trusted(start: Start, clock: Clock) -> None:
    gateway = await start(clock=clock, address_budget=2)
    replies = [await _ask_for_life(gateway, f"192.0.2.{n}") for n in range(3)]
    assert [each.status for each in replies] == [200, 200, 429]


async def test_behind_a_trusted_proxy_each_forwarded_address_has_its_budget(
    start: Start, clock: Clock
) -> None:
    gateway = await start(clock=clock, address_budget=2, trusted_proxies=("127.0.0.0/8",))
    replies = [await _ask_for_life(gateway, "192.0.2.1") for _ in range(3)]
    assert [each.status for each in replies] == [200, 200, 429]
    assert (await _ask_for_life(gateway, "192.0.2.2")).status == 200
    forged = await _ask_for_life(gateway, "198.51.100.7, 192.0.2.1")
    assert forged.status == 429, "the proxy's own entry counts, not what the client wrote before it"


async def test_a_network_of_one_ipv6_client_is_one_address(start: Start, clock: Clock) -> None:
    gateway = await start(clock=clock, address_budget=2, trusted_proxies=("127.0.0.1",))
    replies = [await _ask_for_life(gateway, f"2001:db8::{n}") for n in (1, 2, 3)]
    assert [each.status for each in replies] == [200, 200, 429]
    assert (await _ask_for_life(gateway, "2001:db8:0:1::1")).status == 200
    mapped = [await _ask_for_life(gateway, each) for each in ("192.0.2.9", "::ffff:192.0.2.9", "192.0.2.9")]
    assert [each.status for each in mapped] == [200, 200, 429]
