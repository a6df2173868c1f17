"""Who may see what in the graph: every field says so, and a generated matrix of roles and fields holds it
to that."""

from inspect import isawaitable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import strawberry
from graphql import GraphQLObjectType
from starlette.routing import Route

from gateway.federation.supergraph.join_directives import read
from shared.auth import Authenticated, Caller, Permitted
from shared.auth.service_tokens import SERVICE
from shared.contracts.role_policy import ASKED_BY, ROLES
from shared.contracts.vocabulary import Role
from shared.graphql import Subgraph, field, requires
from shared.graphql.field_permissions import PermissionMissing
from shared.refusal import NotPermitted
from tests.conftest import Running, Tokens
from tests.docs.examples import ROOT
from tests.graph import ask, codes
from tests.security.fields import Asked, every
from tests.security.holders import holders
from tests.security.routes import OPEN
from tests.security.test_permissions import PURPOSES, purposes_of, services

__all__ = ["services"]

FIELDS = list(every())
REACHED = [each for each in FIELDS if each.is_reached]
WITH_PURPOSE = [each for each in FIELDS if each.permission and each.permission.purpose]

DENIED = "not-permitted"


def may(asked: Asked, role: str) -> bool:
    return holds(role, asked.permission) and holds(role, asked.entrance)


def holds(role: str, permission: Permitted | None) -> bool:
    return permission is None or role in holders(permission)


@pytest.mark.parametrize("asked", FIELDS, ids=str)
def test_every_field_asks_for_a_permission_that_some_role_holds(asked: Asked) -> None:
    assert asked.permission is None or holders(asked.permission)


def test_every_field_of_the_composed_graph_stands_in_the_matrix() -> None:
    """What callers can ask is the supergraph: it has no field that no service declared."""
    public = read((ROOT / "gateway" / "supergraph.graphql").read_text()).public
    asked = {
        (name, field)
        for name, type_ in public.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
        for field in type_.fields
    }
    assert asked
    assert asked <= {(each.type, each.name) for each in FIELDS}


def test_a_graph_with_a_field_that_nobody_declared_does_not_start() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def open(self) -> int:
            return 1

    with pytest.raises(PermissionMissing, match=r"Query\.open"):
        Subgraph(Query)


def test_an_entity_that_does_not_say_who_may_see_it_does_not_start() -> None:
    @strawberry.federation.type(keys=["id"])
    class Thing:
        @field(Authenticated)
        def id(self) -> strawberry.ID:
            return strawberry.ID("1")

    @requires(Authenticated)
    @strawberry.type
    class Query:
        thing: Thing

    with pytest.raises(PermissionMissing, match="Thing"):
        Subgraph(Query, types=(Thing,))


@pytest.mark.parametrize("asked", REACHED, ids=str)
async def test_every_role_is_shown_a_field_exactly_where_the_field_says_so(
    services: dict[str, Running], bearer: Tokens, asked: Asked
) -> None:
    service, (query, variables) = services[asked.service], asked.query()
    for role in ROLES:
        headers = bearer(role, uuid4(), purposes=purposes_of(role), lots=["Powys"])
        if role == SERVICE and asked.service not in ASKED_BY:
            body = {"query": query, "variables": variables}
            answer = await service.client.post("/graphql", json=body, headers=headers)
            assert answer.status_code == 401, "no service may ask this one"
            continue
        said = await ask(service, headers, query, **variables)
        if may(asked, role):
            assert not {DENIED, "fault"} & {*codes(said)}, role
        else:
            # what is not there is not there, before it is asked what of it may be shown
            is_let_in = asked.entrance is not None and holds(role, asked.entrance)
            assert codes(said) in ([[DENIED], ["not-found"]] if is_let_in else [[DENIED]]), role
            assert not _values(said["data"]), f"a field that is refused is null: {role}"


@pytest.mark.parametrize("asked", FIELDS, ids=str)
def test_no_way_through_the_graph_leads_past_a_fields_permission(asked: Asked) -> None:
    """Fields below others are asked directly here, whatever would have stopped the caller above them."""
    let_through = {role for role in ROLES if not _is_refused(asked, role, PURPOSES)}
    assert let_through == {role for role in ROLES if holds(role, asked.permission)}


async def test_the_graph_is_closed_to_who_has_no_token_and_its_schema_is_open(
    services: dict[str, Running],
) -> None:
    for service in services.values():
        answer = await service.client.post("/graphql", json={"query": "{ _service { sdl } }"})
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid-token")
        assert (await service.client.get("/sdl")).status_code == 200


async def test_services_have_no_routes_beside_those_that_declare_permissions(
    services: dict[str, Running],
) -> None:
    for service in services.values():
        raw = {each.path for each in service.app.router.routes if type(each) is Route}
        documentation = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
        assert raw <= {"/graphql", "/sdl"} | documentation | OPEN


@pytest.mark.parametrize("asked", WITH_PURPOSE, ids=str)
def test_a_caller_without_the_purpose_is_not_shown_the_field(asked: Asked) -> None:
    assert asked.permission is not None
    for role in sorted(holders(asked.permission)):
        assert _is_refused(asked, role, ["figures-only"])


def test_a_referrer_and_a_board_are_shown_nothing_of_a_persons_health_or_identity() -> None:
    told = {"Referral.person", "Referral.story", "Participant.person", "Enrolment.records"}
    for asked in FIELDS:
        if asked.type in ("Person", "Record", "Characteristic") or f"{asked.type}.{asked.name}" in told:
            assert asked.permission is not None
            assert holders(asked.permission) <= {Role.PROVIDER, Role.LEAD}
            assert asked.permission.purpose == "support"


def _is_refused(asked: Asked, role: str, purposes: list[str]) -> bool:
    caller = Caller(role, uuid4(), frozenset(), frozenset(purposes), "a test", ROLES[role])
    info: Any = SimpleNamespace(context=SimpleNamespace(caller=caller))
    resolve = asked.field.resolve
    assert resolve is not None
    try:
        found = resolve(None, info)
    except NotPermitted:
        return True
    except (AttributeError, TypeError, KeyError):
        return False  # let through, to nothing
    if isawaitable(found):
        found.close()  # type: ignore[attr-defined]
    return False


def _values(data: Any) -> list[Any]:
    """Everything in an answer that is not null."""
    if isinstance(data, dict):
        return [value for each in data.values() for value in _values(each)]
    if isinstance(data, list):
        return [value for each in data for value in _values(each)]
    return [] if data is None else [data]
