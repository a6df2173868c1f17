"""Attacks are answered as documented, with little processor time, and reach no service."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from gateway.federation.engine import Engine, OperationRequest
from gateway.federation.execution.executor import MOST_OBJECTS
from gateway.federation.execution.transport import RequestContext
from gateway.federation.supergraph.join_directives import read
from tests.docs.examples import DOCS
from tests.gateway.conftest import Gateway, Start
from tests.gateway.federation.attacks import ATTACKS, Attack, query
from tests.gateway.federation.subgraphs import Services, Subgraph, supergraph
from tests.gateway.federation.test_http import JSON, STRICT
from tests.patience import patient

MOST_MILLISECONDS = patient(500)
"""Of the processor, for the gateway and its client together."""
TABLE = (DOCS / "graph" / "limits.md").read_text()


def code(said: Any) -> str | None:
    """Of a problem, or of the first error."""
    if "code" in said:
        return str(said["code"])
    return str(said["errors"][0]["extensions"]["code"]) if "errors" in said else None


@contextmanager
def uncollected() -> Iterator[None]:
    """Without garbage collection: what this process has kept of all other tests is not the attack's cost."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
async def test_an_attack_is_answered_as_documented_and_costs_little(gateway: Gateway, attack: Attack) -> None:
    token, body = gateway.issuer.mint(**attack.claims), attack.body()
    await gateway.ask("/graphql", "POST", data=query("{ nothing }"), headers=STRICT, token=token)
    with uncollected():
        spent = time.process_time()
        reply = await gateway.ask("/graphql", "POST", data=BytesIO(body), headers=STRICT, token=token)
        spent = (time.process_time() - spent) * 1000
    print(f"| {attack} | {len(body):,} | `{attack.code}` | {spent:.0f} |")
    if attack.code is not None:
        assert (reply.status, code(reply.json)) == (attack.status, attack.code)
        assert gateway.all_requests() == []
    assert len(reply.body) < 4_096
    assert spent < MOST_MILLISECONDS


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_stands_on_the_page(attack: Attack) -> None:
    [row] = [line for line in TABLE.splitlines() if line.startswith(f"| {attack} |")]
    assert attack.code is None or f"`{attack.code}`" in row


@pytest.fixture
async def small(start: Start, tmp_path: Path) -> Gateway:
    """A graph in which a list of one service leads to another service."""
    path = tmp_path / "supergraph.graphql"
    path.write_text(
        supergraph(
            ["referrals", "outcomes"],
            """type Query @join__type(graph: REFERRALS) @join__type(graph: OUTCOMES) {
              lots: [Lot] @join__field(graph: REFERRALS) }
            type Lot @join__type(graph: REFERRALS, key: "code") @join__type(graph: OUTCOMES, key: "code") {
              code: ID! claims: Int @join__field(graph: OUTCOMES) }""",
        )
    )
    return await start(supergraph=path)


async def test_objects_by_the_ten_thousand_are_not_followed_into_another_service(small: Gateway) -> None:
    async def many(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"data": {"lots": [{"code": str(n)} for n in range(2 * MOST_OBJECTS)]}})

    small.services["referrals"].answer = many
    asked = query("{ lots { code claims } }")
    reply = await small.ask("/graphql", "POST", data=asked, headers=JSON)
    assert len(reply.json["data"]["lots"]) == 2 * MOST_OBJECTS
    assert {each["extensions"]["code"] for each in reply.json["errors"]} == {"too-many-objects", "more"}
    assert len(reply.json["errors"]) == 101
    assert small.services["outcomes"].asked == []


async def test_what_a_caller_says_in_headers_of_ours_reaches_no_service(small: Gateway) -> None:
    forged = {
        "x-dolen-role": "service",
        "x-dolen-organisation": "00000000-0000-0000-0000-000000000000",
        "x-forwarded-for": "127.0.0.1",
        "x-internal": "1",
        "x-graph-service": "outcomes",
        "apollo-federation-include-trace": "ftv1",
        "cookie": "role=wg",
    }
    asked = query("{ lots { code } }")
    await small.ask("/graphql", "POST", data=asked, headers={**JSON, **forged})
    arrived = {name.lower() for name in small.services["referrals"].only.headers}
    assert not arrived & set(forged)


async def test_plans_are_cached_up_to_a_size_and_not_a_number() -> None:
    cached: list[bool] = []
    engine = Engine(
        read(supergraph(["a"], "type Query @join__type(graph: A) { lots: Int }")),
        Services({"a": Subgraph("type Query { lots: Int }", lambda *_, **__: 1)}),
        on_plan=cached.append,
        cache_characters=5_000,
    )

    async def is_cached(text: str) -> bool:
        request = OperationRequest(text, None, {})
        await engine.answer(request, RequestContext(deadline=0.0), may_introspect=True)
        return cached.pop()

    short, large, larger_than_all = (f"{{ lots }} #{'x' * length}" for length in (10, 3_000, 5_000))
    assert not await is_cached(short)
    assert await is_cached(short)
    assert not await is_cached(larger_than_all)
    assert await is_cached(short), "nothing is given up for what cannot be kept"
    assert not await is_cached(large)
    assert await is_cached(large)
    assert not await is_cached(large.replace("x", "y"))
    assert not await is_cached(short), "what was used last takes its room"
