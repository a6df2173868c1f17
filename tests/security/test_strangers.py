"""A randomised attack: whatever two organisations send, in any order and about anybody, neither is ever told
who the other's people are."""

import asyncio
import base64
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from services.participants.app import SERVICE as PARTICIPANTS
from services.referrals.app import SERVICE as REFERRALS
from tests.conftest import Database, Tokens, running
from tests.graph import ENTITIES
from tests.security.world import WEST_AND_EAST, World

NAMES = ("one", "other")
PROVIDERS = st.sampled_from(NAMES)
EXAMPLES, STEPS = 12, 20
ROLES = st.sampled_from(["provider", "lead", "employment-specialist", "apb", "wg"])
PURPOSES = st.lists(st.sampled_from(["support", "referral", "figures", "registration"]), unique=True)
CLAIMS: st.SearchStrategy[dict[str, list[str]]] = st.just({}) | st.fixed_dictionaries({"purposes": PURPOSES})
"""Of a token: every purpose of its role, or some that its role may not have."""
READINGS = {
    "referrals": (
        "/v1/referrals/{id}",
        "/v1/referrals?limit=200",
        "/v1/referrals?limit=200&after={cursor}",
    ),
    "participants": (
        "/v1/participants/{id}",
        "/v1/participants?limit=200",
        "/v1/participants?limit=200&after={cursor}",
        "/v1/participants/expected?limit=200",
        "/v1/due?limit=200",
    ),
}
FIELDS = {
    "Referral": ("referrals", "id status person { givenName familyName } story { reason }"),
    "Participant": ("participants", "id person { givenName familyName } enrolments { id }"),
}


@pytest.fixture(scope="module")
def world(database: Database, bearer: Tokens) -> Iterator[tuple[World, asyncio.Runner]]:
    """The services over a real database, in an event loop of their own: rules of a state machine are no
    coroutines."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def begin() -> World:
            services = {
                each.name: await stack.enter_async_context(running(each, database, role="api"))
                for each in (REFERRALS, PARTICIPANTS)
            }
            asked = httpx.ASGITransport(app=services["referrals"].app)
            http = await stack.enter_async_context(httpx.AsyncClient(transport=asked))
            state = services["participants"].app.state
            state.context = replace(state.context, http=http)
            made = World(services, bearer, WEST_AND_EAST)
            await made.partners()
            return made

        yield runner.run(begin()), runner
        runner.run(stack.aclose())


def attack(world: tuple[World, asyncio.Runner]) -> None:
    """Attack until somebody is told of a stranger, which raises AssertionError, or the examples are used up.

    What fails first is what is reported: every example adds people who stay, so that one made smaller takes
    longer each time and is not the same any more."""
    made, runner = world

    class Attack(RuleBasedStateMachine):
        """Two providers and a referrer act as they may, and ask for whatever they like."""

        things = Bundle("things")

        def do(self, what: Coroutine[Any, Any, Any]) -> Any:
            return runner.run(what)

        @initialize(target=things, provider=PROVIDERS)
        def begin(self, provider: str) -> str:
            self.answers: list[tuple[UUID, str]] = []
            self.ids: list[str] = []
            return self.registered(provider)

        @rule(target=things, provider=PROVIDERS)
        def register(self, provider: str) -> str:
            return self.registered(provider)

        def registered(self, provider: str) -> str:
            self.ids.append(str(self.do(made.register(provider))["participant"]))
            return self.ids[-1]

        @rule(target=things, provider=PROVIDERS, shares=st.booleans())
        def refer(self, provider: str, shares: bool) -> str:
            self.ids.append(str(self.do(made.refer(provider, shares=shares))["id"]))
            return self.ids[-1]

        @rule(thing=things, provider=PROVIDERS, move=st.sampled_from(["withdraw", "answer"]))
        def move(self, thing: str, provider: str, move: str) -> None:
            headers = made.bearer("lead", made.ids[provider]) | {"If-Match": '"1"'}
            self.ask("referrals", "POST", f"/v1/referrals/{thing}/{move}", provider, headers, json={})

        @rule(thing=things, provider=PROVIDERS)
        def accept(self, thing: str, provider: str) -> None:
            self.answers.append((made.ids[provider], self.do(made.accept(provider, thing)).text))

        @rule(target=things, thing=things, provider=PROVIDERS)
        def register_the_referred(self, thing: str, provider: str) -> str:
            answer = self.do(made.register_referred(provider, thing))
            self.answers.append((made.ids[provider], answer.text))
            [result] = answer.json()["results"]
            self.ids.append(str(result.get("participant") or thing))
            return self.ids[-1]

        @rule(thing=things, role=ROLES, claims=CLAIMS)
        def read(self, thing: str, role: str, claims: dict[str, list[str]]) -> None:
            self.look([thing], role, claims)

        def look(self, ids: Sequence[str], role: str, claims: dict[str, list[str]]) -> None:
            """Ask for everything everywhere, as both: one of them is a stranger."""
            for provider in NAMES:
                headers = made.bearer(role, made.ids[provider], **claims)
                for service, paths in READINGS.items():
                    asked = {
                        path.format(id=each, cursor=base64.urlsafe_b64encode(UUID(each).bytes).decode())
                        for path in paths
                        for each in ids
                    }
                    for path in sorted(asked):
                        self.ask(service, "GET", path, provider, headers)
                for kind, (service, fields) in FIELDS.items():
                    of = [{"__typename": kind, "id": each} for each in (*ids, str(uuid4()))]
                    body = {"query": ENTITIES % f"... on {kind} {{ {fields} }}", "variables": {"of": of}}
                    self.ask(service, "POST", "/graphql", provider, headers, json=body)

        @rule(thing=things, provider=PROVIDERS)
        def ask_as_a_service(self, thing: str, provider: str) -> None:
            headers = made.bearer("service", made.ids[provider])
            body = {"referral_ids": [thing]}
            self.ask("referrals", "POST", "/internal/referred-persons", provider, headers, json=body)

        def ask(
            self, service: str, method: str, path: str, provider: str, headers: dict[str, str], **more: Any
        ) -> None:
            answer = self.do(made.services[service].client.request(method, path, headers=headers, **more))
            assert answer.status_code < 500, answer.text
            self.answers.append((made.ids[provider], answer.text))

        def teardown(self) -> None:
            """Look at all that was made, as who may see the most of its own: an example ends with that."""
            self.look(list(dict.fromkeys(self.ids)), "lead", {})
            self.nobody_has_seen_a_stranger()

        @invariant()
        def nobody_has_seen_a_stranger(self) -> None:
            for organisation, text in self.answers:
                assert not made.strangers_in(text, organisation)
            self.answers.clear()

    run_state_machine_as_test(
        Attack,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=(Phase.generate,),
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nobody_is_told_who_the_others_people_are(world: tuple[World, asyncio.Runner]) -> None:
    attack(world)
    assert len(world[0].owners) > EXAMPLES, "people were there to be seen"


@pytest.mark.parametrize(
    ("service", "tables"), [("referrals", ["referral"]), ("participants", ["participant", "enrolment"])]
)
def test_an_attack_succeeds_where_rows_of_others_are_not_held_back(
    world: tuple[World, asyncio.Runner], database: Database, service: str, tables: list[str]
) -> None:
    """Without this, an attack that looks in the wrong places would succeed in seeing nothing."""
    _, runner = world
    owner = database.run_config.database_url(f"{service}_owner", service)

    async def row_security(switched: str) -> None:
        connection = await asyncpg.connect(owner)
        try:
            for table in tables:
                await connection.execute(f"ALTER TABLE {table} {switched} ROW LEVEL SECURITY")
        finally:
            await connection.close()

    runner.run(row_security("DISABLE"))
    try:
        with pytest.raises((AssertionError, Flaky)):
            attack(world)
    finally:
        runner.run(row_security("ENABLE"))


def test_each_provider_does_see_its_own_people(world: tuple[World, asyncio.Runner]) -> None:
    """Without this, an attack on services that answer nothing would succeed in seeing nothing."""
    made, runner = world
    for provider in ("one", "other"):
        registered, referred = runner.run(made.register(provider)), runner.run(made.refer(provider))
        headers = made.bearer("lead", made.ids[provider])
        accepted = runner.run(made.accept(provider, referred["id"]))
        assert accepted.status_code == 200, accepted.text
        [carried_over] = runner.run(made.register_referred(provider, referred["id"])).json()["results"]
        assert carried_over["status"] == "accepted", carried_over
        for service, path, word in (
            ("participants", f"/v1/participants/{registered['participant']}", registered["word"]),
            ("participants", f"/v1/participants/{carried_over['participant']}", referred["word"]),
            ("referrals", f"/v1/referrals/{referred['id']}", referred["word"]),
        ):
            answer = runner.run(made.services[service].client.get(path, headers=headers))
            assert word in answer.text
