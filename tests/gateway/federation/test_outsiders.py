"""The schema is shown to partners in a role of ours only: to others not even by a suggestion for a misspelt
name."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.vocabulary import Role
from tests.gateway.conftest import Gateway, Reply, Start
from tests.gateway.federation.test_http import JSON, STRICT, body, sdl
from tests.shared.issuer import ISSUER, Issuer

__all__ = ["sdl"]

SCHEMA = "{ __schema { queryType { name } } }"
OUTSIDERS: dict[str, dict[str, Any]] = {
    "the platform": {"role": Role.WELSH_GOVERNMENT, "org": str(UUID(int=0))},
    "a role of somebody else's": {"role": "auditor"},
}
PROBES = [
    "{ lot }",
    "{ lots { cod } }",
    "{ lots }",
    "{ lots { code { x } } }",
    "{ lots(code: 1) { code } }",
    "{ lots { ... on Lott { code } } }",
    "query($of: Lott) { lots { code } }",
    "{ __type { name } }",
    '{ __type(name: "Lot") { name { x } } }',
    "mutation { clos }",
]


@pytest.fixture
async def gateway(start: Start, issuer: Issuer, sdl: Path) -> Gateway:
    return await start(supergraph=sdl, service_jwks={"participants": str(issuer.jwks)})


async def told(gateway: Gateway, text: str, token: str, **headers: str) -> Reply:
    return await gateway.ask("/graphql", "POST", data=body(text), headers={**STRICT, **headers}, token=token)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SERVICE}))
async def test_a_partner_is_told_the_schema_in_every_role(gateway: Gateway, role: str) -> None:
    token = gateway.issuer.mint(role=role, org=str(uuid4()))
    reply = await told(gateway, SCHEMA, token)
    assert reply.json == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    [error] = (await told(gateway, "{ lot { code } }", token)).json["errors"]
    assert "Did you mean 'lots'?" in error["message"]


@pytest.mark.parametrize("outsider", OUTSIDERS)
async def test_an_outsider_is_told_nothing_of_the_schema(gateway: Gateway, outsider: str) -> None:
    token = gateway.issuer.mint(**OUTSIDERS[outsider])
    reply = await told(gateway, SCHEMA, token)
    assert reply.status == 400
    assert [error["extensions"] for error in reply.json["errors"]] == [{"code": "no-introspection"}]


@pytest.mark.parametrize("asked", ["referrals", "participants"])
async def test_services_do_not_ask_through_the_door(gateway: Gateway, asked: str) -> None:
    for claims in ({}, {"aud": "dolen"}, {"aud": "dolen", "iss": ISSUER}):
        token = gateway.issuer.mint_as_service(asked=asked, **claims)
        reply = await told(gateway, SCHEMA, token)
        assert (reply.status, reply.code) == (401, "invalid-token")


@pytest.mark.parametrize("probe", PROBES)
async def test_an_outsider_is_answered_alike_whatever_does_not_fit(gateway: Gateway, probe: str) -> None:
    reply = await told(gateway, probe, gateway.issuer.mint(role="auditor"))
    assert reply.status == 400
    message = "The operation does not fit the graph."
    assert reply.json == {"errors": [{"message": message, "extensions": {"code": "invalid-operation"}}]}
    assert gateway.all_requests() == []


async def test_nobody_is_told_anything_without_a_token(gateway: Gateway) -> None:
    for text in (SCHEMA, *PROBES):
        reply = await gateway.ask("/graphql", "POST", data=body(text), headers=JSON, token="")
        assert (reply.status, reply.code) == (401, "invalid-token")


async def test_what_we_say_ourselves_is_said_in_welsh_too(gateway: Gateway) -> None:
    token = gateway.issuer.mint(role="auditor")
    reply = await told(gateway, SCHEMA, token, **{"accept-language": "cy"})
    assert [error["message"] for error in reply.json["errors"]] == [
        "Dim ond partneriaid sy'n cael gwybod y sgema."
    ]
    for service in gateway.services.values():
        await service.stop()
    reply = await told(gateway, "{ lots { code } }", gateway.issuer.mint(), **{"accept-language": "cy-GB"})
    [error] = reply.json["errors"]
    assert error == {
        "message": "Nid yw'r gwasanaeth referrals ar gael ar hyn o bryd.",
        "path": ["lots"],
        "extensions": {"code": "unavailable", "service": "referrals"},
    }
