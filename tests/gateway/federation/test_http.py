"""The GraphQL-over-HTTP endpoint: which requests are taken, and how responses and refusals look."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.gateway.conftest import Gateway, Start
from tests.gateway.federation.subgraphs import supergraph

TEXT = "{ lots { code } }"
NAME = hashlib.sha256(TEXT.encode()).hexdigest()
CHANGE = "mutation { close }"


@pytest.fixture
def sdl(tmp_path: Path) -> Path:
    path = tmp_path / "supergraph.graphql"
    path.write_text(
        supergraph(
            ["referrals", "outcomes"],
            """type Query @join__type(graph: REFERRALS) @join__type(graph: OUTCOMES) {
              lots: [Lot] @join__field(graph: REFERRALS) }
            type Mutation @join__type(graph: REFERRALS) { close: Boolean }
            type Lot @join__type(graph: REFERRALS, key: "code") @join__type(graph: OUTCOMES, key: "code") {
              code: ID! claims: Int @join__field(graph: OUTCOMES) }""",
            mutation=True,
        )
    )
    return path


def answering(**data: Any) -> Any:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"data": data})

    return answer


@pytest.fixture
async def gateway(start: Start, sdl: Path) -> Gateway:
    gateway = await start(supergraph=sdl)
    gateway.services["referrals"].answer = answering(lots=[{"code": "lot-1"}])
    gateway.services["outcomes"].answer = answering(_entities=[{"claims": 3}])
    return gateway


def body(text: str, **more: Any) -> bytes:
    return json.dumps({"query": text, **more}).encode()


JSON = {"content-type": "application/json"}
STRICT = {**JSON, "accept": "application/graphql-response+json"}


async def test_one_request_is_answered_from_two_services(gateway: Gateway) -> None:
    reply = await gateway.ask("/graphql", "POST", data=body("{ lots { claims code } }"), headers=JSON)
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.body == b'{"data":{"lots":[{"claims":3,"code":"lot-1"}]}}'


async def test_the_caller_is_handed_on_and_nothing_they_make_up(gateway: Gateway) -> None:
    forged = {**JSON, "x-forwarded-user": "somebody", "cookie": "a=b", "idempotency-key": "1"}
    await gateway.ask("/graphql", "POST", data=body(TEXT), headers=forged)
    told = gateway.services["referrals"].only.headers
    assert told["authorization"].startswith("Bearer ")
    assert "x-correlation-id" in told
    assert not {"x-forwarded-user", "cookie", "idempotency-key"} & {name.lower() for name in told}


async def test_nobody_is_answered_without_a_token(gateway: Gateway) -> None:
    reply = await gateway.ask("/graphql", "POST", data=body(TEXT), headers=JSON, token="")
    assert (reply.status, reply.code) == (401, "invalid-token")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_form_of_another_site_could_send_is_not_taken(gateway: Gateway, kind: str) -> None:
    reply = await gateway.ask("/graphql", "POST", data=body(TEXT), headers={"content-type": kind})
    assert reply.status == 415
    assert gateway.all_requests() == []


async def test_a_body_beyond_the_limit_is_not_read(gateway: Gateway) -> None:
    reply = await gateway.ask("/graphql", "POST", data=body("#" * 300_000), headers=JSON)
    assert reply.status == 413


async def test_a_newer_client_is_told_by_the_status_that_nothing_was_tried(gateway: Gateway) -> None:
    reply = await gateway.ask("/graphql", "POST", data=body("{ nothing }"), headers=STRICT)
    assert reply.status == 400
    assert reply.headers["content-type"] == "application/graphql-response+json"
    assert "data" not in reply.json


async def test_an_older_client_gets_200_so_that_it_reads_the_errors(gateway: Gateway) -> None:
    reply = await gateway.ask("/graphql", "POST", data=body("{ nothing }"), headers=JSON)
    assert reply.status == 200
    assert reply.json["errors"][0]["extensions"]["code"] == "invalid-operation"


@pytest.mark.parametrize(
    "sent",
    [
        b"[" + body(TEXT) + b"]",
        b"{",
        b"1",
        b'{"query": 1}',
        b'{"query": "{ lots }", "variables": []  , "x"',
        b"{}",
    ],
)
async def test_what_is_no_request_is_a_bad_one(gateway: Gateway, sent: bytes) -> None:
    reply = await gateway.ask("/graphql", "POST", data=sent, headers=STRICT)
    assert reply.status == 400
    assert gateway.all_requests() == []


async def test_a_service_that_is_down_leaves_the_rest(gateway: Gateway) -> None:
    await gateway.services["outcomes"].stop()
    reply = await gateway.ask("/graphql", "POST", data=body("{ lots { code claims } }"), headers=STRICT)
    assert reply.status == 200
    assert reply.json["data"] == {"lots": [{"code": "lot-1", "claims": None}]}
    assert reply.json["errors"][0]["path"] == ["lots", 0, "claims"]
    assert reply.json["errors"][0]["extensions"] == {"code": "unavailable", "service": "outcomes"}


@pytest.mark.parametrize("environment", ["development", "production"])
async def test_a_plan_is_shown_on_request_and_in_development_only(
    start: Start, sdl: Path, environment: str
) -> None:
    gateway = await start(supergraph=sdl, environment=environment)
    gateway.services["referrals"].answer = answering(lots=[{"code": "lot-1"}])
    reply = await gateway.ask("/graphql", "POST", data=body(TEXT), headers={**JSON, "dolen-plan": "1"})
    said = reply.json
    assert said.pop("extensions", None) == (
        {"plan": ["0: referrals", "    query{lots{code}}"]} if environment == "development" else None
    )
    assert said == (await gateway.ask("/graphql", "POST", data=body(TEXT), headers=JSON)).json


async def test_there_is_no_graph_before_there_is_a_supergraph(start: Start, tmp_path: Path) -> None:
    gateway = await start(supergraph=tmp_path / "none.graphql")
    reply = await gateway.ask("/graphql", "POST", data=body(TEXT), headers=JSON)
    assert (reply.status, reply.code) == (503, "unavailable")


@pytest.fixture
async def persisted(start: Start, sdl: Path, tmp_path: Path) -> Gateway:
    path = tmp_path / "operations.json"
    path.write_text(json.dumps([TEXT, CHANGE]))
    gateway = await start(supergraph=sdl, persisted_operations=path, persisted_only=True)
    gateway.services["referrals"].answer = answering(lots=[{"code": "lot-1"}])
    return gateway


async def test_a_persisted_query_can_be_asked_by_its_name(persisted: Gateway) -> None:
    for target in (f"/graphql?documentId=sha256:{NAME}", f"/graphql?documentId={NAME}&variables=%7B%7D"):
        reply = await persisted.ask(target)
        assert reply.json == {"data": {"lots": [{"code": "lot-1"}]}}
    named = json.dumps({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": NAME}}})
    reply = await persisted.ask("/graphql", "POST", data=named, headers=JSON)
    assert reply.json == {"data": {"lots": [{"code": "lot-1"}]}}


async def test_nothing_is_changed_by_a_get(persisted: Gateway) -> None:
    name = hashlib.sha256(CHANGE.encode()).hexdigest()
    reply = await persisted.ask(f"/graphql?documentId={name}", headers=STRICT)
    assert reply.status == 400
    assert reply.json["errors"][0]["extensions"]["code"] == "not-a-query"
    assert persisted.all_requests() == []


async def test_a_get_cannot_bring_its_own_query(gateway: Gateway) -> None:
    reply = await gateway.ask("/graphql?query=%7B__typename%7D", headers=STRICT)
    assert reply.status == 400


def by_hash(text: str) -> dict[str, Any]:
    """A request as clients with automatic persisted queries send it."""
    name = hashlib.sha256(text.encode()).hexdigest()
    return {"query": text, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": name}}}


async def test_a_client_that_only_names_an_operation_is_told_to_send_its_text_and_is_answered(
    gateway: Gateway,
) -> None:
    asked = by_hash(TEXT)
    text = asked.pop("query")
    first = await gateway.ask("/graphql", "POST", data=json.dumps(asked), headers=STRICT)
    [error] = first.json["errors"]
    assert (first.status, error["message"]) == (400, "PersistedQueryNotFound")
    second = await gateway.ask("/graphql", "POST", data=json.dumps(asked | {"query": text}), headers=STRICT)
    assert second.json == {"data": {"lots": [{"code": "lot-1"}]}}


async def test_a_text_under_the_hash_of_another_is_not_answered(gateway: Gateway) -> None:
    asked = by_hash(TEXT) | {"query": "{ lots { claims } }"}
    reply = await gateway.ask("/graphql", "POST", data=json.dumps(asked), headers=STRICT)
    assert reply.json["errors"][0]["extensions"]["code"] == "unknown-operation"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"query": "{ lots { claims } }"}, "persisted-only"),
        ({"query": "{ lots { claims } }", "documentId": NAME}, "unknown-operation"),
        (by_hash("{ lots { claims } }"), "persisted-only"),
        ({"documentId": "sha256:" + "0" * 64}, "persisted-query-not-found"),
        ({"query": "{ lots { code } } "}, "persisted-only"),
    ],
)
async def test_nothing_else_is_answered_where_only_persisted_operations_are(
    persisted: Gateway, more: dict[str, Any], code: str
) -> None:
    reply = await persisted.ask("/graphql", "POST", data=json.dumps(more), headers=STRICT)
    assert (reply.status, reply.json["errors"][0]["extensions"]["code"]) == (400, code)
    assert persisted.all_requests() == []
