"""The matrix of who is told who somebody is: every role, organisation, lot, purpose and consent at every
reading route and field of the graph, exactly as the table of roles says.

Which routes and fields name a person at all is found out by asking as somebody who may see all of their own
people; every other caller is then told what the declared permissions and the scope of the role allow."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from services.referrals.permissions import READ_REFERRED_PERSONS
from shared.auth import Permitted
from shared.auth.caller import Caller
from shared.auth.role_policy import Scope
from shared.auth.service_tokens import SERVICE
from shared.contracts.role_policy import ROLES, Permission, Purpose
from shared.contracts.vocabulary import Role
from tests.conftest import Running, Tokens
from tests.security.fields import SOMEBODY, Asked, every, subgraph
from tests.security.routes import declared
from tests.security.test_permissions import services
from tests.security.world import SOUTH, World

__all__ = ["services"]

READ_PARTICIPANTS = Permitted(Permission.READ_PARTICIPANTS, purpose=Purpose.SUPPORT)
ASKED_ABOUT = {"referrals": READ_REFERRED_PERSONS, "participants": READ_PARTICIPANTS}
"""The services that keep who somebody is, with the permission that being told takes besides."""
NAMING = {
    "GET /v1/referrals/{referral_id}",
    "GET /v1/participants/{participant_id}",
    "participants Participant.person",
    "referrals Referral.person",
}
"""What is known to name people: the search below has to find these at least."""


@dataclass(frozen=True)
class Reading:
    """One request that reads, and the permissions that it declares."""

    name: str
    service: str
    method: str
    path: str
    permissions: tuple[Permitted | None, ...]
    body: Mapping[str, Any] | None = None

    async def text(self, world: World, about: Mapping[str, str], headers: dict[str, str]) -> str:
        """What is answered to a request about somebody: ids by the name of the parameter."""
        path = re.sub(r"\{(\w+)\}", lambda found: about.get(found[1], str(uuid4())), self.path)
        body: Any = None
        if self.body is not None:
            kind = self.name.split(" ")[1].split(".")[0]
            of = {**self.body["variables"], "of": [{"__typename": kind, "id": about.get(kind, SOMEBODY)}]}
            body = {**self.body, "variables": of if kind != "Query" else {}}
        client = world.services[self.service].client
        return (await client.request(self.method, path, headers=headers, json=body)).text

    def allows(self, caller: Caller) -> bool:
        needed = (*self.permissions, ASKED_ABOUT[self.service])
        return all(each is None or each.allows(caller) for each in needed)


def readings() -> Iterator[Reading]:
    """Every route that reads, and every field that can be asked for by itself, with its leaves."""
    for route in declared():
        if route.method == "GET" and route.service in ASKED_ABOUT:
            yield Reading(str(route), route.service, "GET", route.path, (route.permission,))
    for asked in every():
        if asked.service in ASKED_ABOUT and asked.is_reached:
            query, _ = asked.query()
            query = query.replace("{ __typename }", f"{{ __typename {_leaves(asked)} }}")
            body = {"query": query, "variables": {}}
            yield Reading(
                str(asked), asked.service, "POST", "/graphql", (asked.permission, asked.entrance), body
            )


def _leaves(asked: Asked) -> str:
    """The fields of what a field returns that are values and need no argument."""
    returned = get_named_type(asked.field.type)
    if not isinstance(returned, GraphQLObjectType):
        return ""
    fields = returned.fields.items()
    leaves = {name: each for name, each in fields if is_leaf_type(get_named_type(each.type))}
    return " ".join(
        name for name, each in leaves.items() if not any(map(is_required_argument, each.args.values()))
    )


@dataclass(frozen=True)
class Somebody:
    """A person of one provider: their ids by the parameter or the type that is asked with, and their name."""

    provider: UUID
    about: Mapping[str, str]
    words: frozenset[str]


async def somebody(world: World, provider: str, *, shares: bool) -> Somebody:
    referred, registered = await world.refer(provider, shares=shares), await world.register(provider)
    about = {
        "referral_id": referred["id"], "Referral": referred["id"],
        "participant_id": registered["participant"], "Participant": registered["participant"],
    }  # fmt: skip
    return Somebody(world.ids[provider], about, frozenset({referred["word"], registered["word"]}))


def is_told(text: str, person: Somebody) -> bool:
    return any(word in text for word in person.words)


@pytest.fixture
async def world(services: dict[str, Running], bearer: Tokens) -> World:
    made = World(services, bearer, SOUTH)
    await made.partners()
    return made


async def test_who_somebody_is_is_told_exactly_where_the_policy_says_so(world: World, bearer: Tokens) -> None:
    people = [
        await somebody(world, provider, shares=shares)
        for provider, shares in zip(SOUTH, (True, False), strict=True)
    ]
    naming = await _naming(world, bearer, people)
    assert {each.name for each in naming} >= NAMING
    organisations = (*(person.provider for person in people), uuid4())
    for role, organisation in product(sorted(set(ROLES) - {SERVICE}), organisations):
        policy = ROLES[role]
        for lot, purposes in ((lot, each) for lot, _ in SOUTH.values() for each in (policy.purposes, ())):
            headers = bearer(role, organisation, lots=[lot], purposes=sorted(purposes))
            caller = Caller(role, organisation, frozenset({lot}), frozenset(purposes), "", policy)
            for reading, person in product(naming, people):
                is_own = policy.scope is Scope.OWN_ORGANISATION and organisation == person.provider
                text = await reading.text(world, person.about, headers)
                assert is_told(text, person) is (is_own and reading.allows(caller)), (
                    f"{role}, {'own' if is_own else 'foreign'}, {lot}, {sorted(purposes)}: {reading.name}"
                )


async def _naming(world: World, bearer: Tokens, people: list[Somebody]) -> list[Reading]:
    """The readings that name each of these people to a lead of their provider."""
    found = []
    for reading in readings():
        told = [
            is_told(await reading.text(world, each.about, bearer(Role.LEAD, each.provider)), each)
            for each in people
        ]
        assert len(set(told)) == 1, f"{reading.name}: consent to share word of work opens nobody's name"
        if told[0]:
            found.append(reading)
    return found


def test_every_service_that_keeps_names_is_asked() -> None:
    assert {each.service for each in readings()} == set(ASKED_ABOUT)
    assert subgraph("participants").schema.type_map["Person"]
