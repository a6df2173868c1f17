"""The merged contract has only what is reachable, no name with two meanings, and every problem response."""

import re
from functools import partial
from typing import Any

import pytest

from gateway.openapi import merge
from tests.gateway.conftest import Gateway, Start
from tests.shared.issuer import ISSUER

OWN = {"participants": "/v1/participants", "referrals": "/v1/referrals", "outcomes": "/v1/claims"}
REFERENCE = "#/components/schemas/"
merged = partial(merge.merged, token_url="https://id.example.org/token")


def a_document(path: str, schema: str = "Out", **schemas: Any) -> dict[str, Any]:
    """A service's document with one address that answers with `schema`."""
    content = {"application/json": {"schema": {"$ref": REFERENCE + schema}}}
    operation = {"operationId": path, "responses": {"200": {"description": "Yes", "content": content}}}
    return {"openapi": "3.1.0", "paths": {path: {"get": operation}}, "components": {"schemas": schemas}}


def _answer_of(document: dict[str, Any], path: str) -> str:
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    reference: str = schema["$ref"]
    return reference.removeprefix(REFERENCE)


def _dangling(document: dict[str, Any]) -> set[str]:
    """References that lead nowhere."""
    parts = document["components"]
    known = {f"#/components/{kind}/{name}" for kind, named in parts.items() for name in named}
    return set(re.findall(r"#/components/[A-Za-z]+/[^'\"]+", repr(document))) - known


def test_schemas_that_differ_under_one_name_are_told_apart_by_their_service() -> None:
    document = merged(
        {
            "referrals": a_document("/v1/referrals", Out={"type": "object", "description": "Referral"}),
            "outcomes": a_document("/v1/claims", Out={"type": "object", "description": "Claim"}),
        }
    )
    assert _answer_of(document, "/v1/referrals") == "ReferralsOut"
    assert _answer_of(document, "/v1/claims") == "OutcomesOut"
    assert document["components"]["schemas"]["OutcomesOut"]["description"] == "Claim"
    assert "Out" not in document["components"]["schemas"]


def test_schemas_that_are_the_same_stay_one() -> None:
    lot = {"type": "string", "enum": ["Powys"]}
    document = merged(
        {"referrals": a_document("/v1/referrals", Out=lot), "outcomes": a_document("/v1/claims", Out=lot)}
    )
    assert _answer_of(document, "/v1/referrals") == _answer_of(document, "/v1/claims") == "Out"


def test_what_looks_alike_is_told_apart_when_it_refers_to_what_differs() -> None:
    page = {"type": "array", "items": {"$ref": REFERENCE + "Item"}}
    document = merged(
        {
            "referrals": a_document("/v1/referrals", "Page", Page=page, Item={"type": "string"}),
            "outcomes": a_document("/v1/claims", "Page", Page=page, Item={"type": "integer"}),
        }
    )
    schemas = document["components"]["schemas"]
    assert schemas["ReferralsPage"]["items"] == {"$ref": REFERENCE + "ReferralsItem"}
    assert schemas["OutcomesPage"]["items"] == {"$ref": REFERENCE + "OutcomesItem"}
    assert _dangling(document) == set()


def test_a_discriminators_mapping_is_renamed_too() -> None:
    union = {
        "oneOf": [{"$ref": REFERENCE + "Needs"}],
        "discriminator": {"propertyName": "form", "mapping": {"P2": REFERENCE + "Needs"}},
    }
    document = merged(
        {
            "referrals": a_document("/v1/referrals", "Needs", Needs={"type": "string"}),
            "participants": a_document("/v1/participants", "Form", Form=union, Needs={"type": "object"}),
        }
    )
    mapping = document["components"]["schemas"]["Form"]["discriminator"]["mapping"]
    assert mapping == {"P2": REFERENCE + "ParticipantsNeeds"}


def test_a_schema_that_holds_itself_is_kept_whole() -> None:
    tree = {"type": "array", "items": {"$ref": REFERENCE + "Tree"}}
    document = merged({"referrals": a_document("/v1/referrals", "Tree", Tree=tree)})
    assert document["components"]["schemas"]["Tree"] == tree | {"title": "Tree"}


def test_a_services_own_problem_gives_way_to_ours() -> None:
    document = merged({"participants": a_document("/v1/participants", "Problem", Problem={"type": "string"})})
    assert _answer_of(document, "/v1/participants") == "ParticipantsProblem"
    assert document["components"]["schemas"]["Problem"]["type"] == "object"


@pytest.mark.parametrize("path", ["/internal/referred-persons", "/v1/participants", "/healthz", "/v1/events"])
def test_what_the_gateway_does_not_send_to_a_service_is_not_shown(path: str) -> None:
    private = a_document(path, "PersonOut", PersonOut={"type": "object"})
    document = merged({"referrals": private})
    assert document["paths"] == {}
    assert "PersonOut" not in document["components"]["schemas"]


def test_every_operation_needs_a_token_and_describes_its_refusals() -> None:
    service = a_document("/v1/referrals", Out={"type": "object"})
    service["paths"]["/v1/referrals/{referral_id}/accept"] = {
        "post": {
            "parameters": [{"name": "referral_id", "in": "path"}, {"name": "if-match", "in": "header"}],
            "requestBody": {"content": {}},
            "responses": {"422": {"description": "the framework's own"}, "409": {"description": "its own"}},
        }
    }
    document = merged({"referrals": service})
    assert document["security"] == [{"bearer": []}, {"clientCredentials": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    reading = document["paths"]["/v1/referrals"]["get"]["responses"]
    assert reading.keys() == {"200", "400", "401", "403", "429", "503", "504", "default"}
    accepting = document["paths"]["/v1/referrals/{referral_id}/accept"]["post"]["responses"]
    assert {"404", "412", "413", "415", "422", "428"} < accepting.keys()
    assert accepting["422"] == {"$ref": "#/components/responses/Invalid"}
    assert accepting["409"] == {"description": "its own"}
    for response in document["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]
        assert {"RateLimit", "RateLimit-Policy"} <= response["headers"].keys()
    assert "Retry-After" in document["components"]["responses"]["TooManyRequests"]["headers"]
    assert _dangling(document) == set()


async def test_the_contract_is_merged_out_of_all_services(gateway: Gateway) -> None:
    for service, path in OWN.items():
        gateway.services[service].document = a_document(path, Out={"title": service, "type": "object"})
    reply = await gateway.ask("/openapi.json", token="")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.json["openapi"] == "3.1.0"
    flows = reply.json["components"]["securitySchemes"]["clientCredentials"]["flows"]
    assert flows["clientCredentials"]["tokenUrl"] == f"{ISSUER}/protocol/openid-connect/token"
    assert set(reply.json["paths"]) == set(OWN.values())
    assert {"OutcomesOut", "ParticipantsOut", "ReferralsOut"} < set(reply.json["components"]["schemas"])


async def test_there_is_no_contract_until_every_service_was_heard(gateway: Gateway) -> None:
    stub = gateway.services["employers"]
    await stub.stop()
    reply = await gateway.ask("/openapi.json")
    assert (reply.status, reply.code) == (503, "unavailable")
    await stub.start()
    assert (await gateway.ask("/openapi.json")).status == 200


async def test_the_contract_follows_a_service_that_changes(start: Start) -> None:
    gateway = await start(contract_seconds=0)
    stub = gateway.services["employers"]
    assert (await gateway.ask("/openapi.json")).json["paths"] == {}
    stub.document = a_document("/v1/placements", Out={"type": "object"})
    assert set((await gateway.ask("/openapi.json")).json["paths"]) == {"/v1/placements"}
    stub.document = {"not": "a contract"}
    assert set((await gateway.ask("/openapi.json")).json["paths"]) == {"/v1/placements"}
    await stub.stop()
    assert set((await gateway.ask("/openapi.json")).json["paths"]) == {"/v1/placements"}
