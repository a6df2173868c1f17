"""A randomised attack: whatever two organisations send, in any order and about anybody, neither is ever told
who the other's people are."""

import asyncio
import base64
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
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

PROVIDERS = st.sampled_from(["one", "other"])
ROLES = st.sampled_from(["provider", "lead", "employment-specialist", "apb", "wg"])
PURPOSES = st.lists(st.sampled_from(["support", "referral", "figures", "registration"]), unique=True)
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


def test_nobody_is_told_who_the_others_people_are(world: tuple[World, asyncio.Runner]) -> None:
    made, runner = world

    class Attack(RuleBasedStateMachine):
        """Two providers and a referrer act as they may, and ask for whatever they like."""

        things = Bundle("things")

        def do(self, what: Coroutine[Any, Any, Any]) -> Any:
            return runner.run(what)

        @initialize(target=things, provider=PROVIDERS)
        def begin(self, provider: str) -> str:
            self.answers: list[tuple[UUID, str]] = []
            return str(self.do(made.register(provider))["participant"])

        @rule(target=things, provider=PROVIDERS)
        def register(self, provider: str) -> str:
            return str(self.do(made.register(provider))["participant"])

        @rule(target=things, provider=PROVIDERS, shares=st.booleans())
        def refer(self, provider: str, shares: bool) -> str:
            return str(self.do(made.refer(provider, shares=shares))["id"])

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
            return str(result.get("participant") or thing)

        @rule(
            thing=things, provider=PROVIDERS, role=ROLES, purposes=PURPOSES, data=st.data(),
            service=st.sampled_from(sorted(READINGS)),
        )  # fmt: skip
        def read(
            self, thing: str, provider: str, role: str, purposes: list[str], data: st.DataObject, service: str
        ) -> None:
            path = data.draw(st.sampled_from(READINGS[service]))
            cursor = base64.urlsafe_b64encode(UUID(thing).bytes).decode()
            headers = made.bearer(role, made.ids[provider], purposes=purposes)
            self.ask(service, "GET", path.format(id=thing, cursor=cursor), provider, headers)

        @rule(thing=things, provider=PROVIDERS, role=ROLES, kind=st.sampled_from(sorted(FIELDS)))
        def ask_the_graph(self, thing: str, provider: str, role: str, kind: str) -> None:
            service, fields = FIELDS[kind]
            of = [{"__typename": kind, "id": each} for each in (thing, str(uuid4()))]
            body = {"query": ENTITIES % f"... on {kind} {{ {fields} }}", "variables": {"of": of}}
            headers = made.bearer(role, made.ids[provider])
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

        @invariant()
        def nobody_has_seen_a_stranger(self) -> None:
            for organisation, text in self.answers:
                assert not made.strangers_in(text, organisation)
            self.answers.clear()

    run_state_machine_as_test(
        Attack,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert len(made.owners) > 12, "people were there to be seen"


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
