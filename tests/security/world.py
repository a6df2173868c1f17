"""Two organisations with people of their own, made through the services' HTTP: who each person is, is a word
that occurs nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.participants.reactions import reactions
from tests.conftest import Running, Tokens
from tests.partners import put_partner
from tests.services.participants.conftest import BATCH, a_registration
from tests.services.referrals.conftest import a_referral_body

Lots = Mapping[str, tuple[str, str]]
"""The lot and a local authority of each of two providers, by the provider's name. Each world has lots of its
own, because a referral goes to the first provider that delivers there."""

SOUTH: Lots = {"one": ("Western Bay", "W06000012"), "other": ("Cwm Taf", "W06000016")}
WEST_AND_EAST: Lots = {"one": ("Dyfed", "W06000010"), "other": ("Gwent", "W06000022")}


def _first_id() -> UUID:
    """An id before those of other tests' providers, so that what is referred to its lot comes to it."""
    return UUID(int=uuid4().int >> 16)


def a_word() -> str:
    """A name that is nobody else's."""
    return f"Q{uuid4().hex}"


@dataclass
class World:
    """Providers and referrers by name; whom they referred or registered, and what shows who somebody is."""

    services: Mapping[str, Running]
    bearer: Tokens
    lots: Lots
    ids: dict[str, UUID] = field(
        default_factory=lambda: {name: _first_id() for name in ("one", "other", "referrer")}
    )
    owners: dict[str, set[UUID]] = field(default_factory=dict)
    """Each word with the organisations that may know whom it names."""

    async def partners(self) -> None:
        """Put the organisations on the register."""
        for name, (lot, _) in self.lots.items():
            await self.put(self.ids[name], {"name": name, "kind": "provider", "lots": [lot]})
        source = {"name": "Jobcentre", "kind": "referrer", "source": "jobcentre_plus"}
        await self.put(self.ids["referrer"], source)

    async def put(self, partner: UUID, body: dict[str, Any]) -> None:
        await put_partner(self.services["referrals"].client, self.bearer, partner, body)

    def person(self, *owners: str) -> dict[str, Any]:
        word = a_word()
        self.owners[word] = {self.ids[owner] for owner in owners}
        return {"given_name": "Siân", "family_name": word, "date_of_birth": "1985-05-01"}

    async def refer(self, provider: str, *, shares: bool = True) -> dict[str, Any]:
        """Refer somebody to a provider, who has agreed to share word of work or not."""
        body = a_referral_body(
            lot=self.lots[provider][0],
            person=self.person(provider, "referrer"),
            consent={"to_share": True, "given_on": "2017-03-01", "share_work_outcome": shares},
        )
        answer = await self.services["referrals"].client.post(
            "/v1/referrals", json=body, headers=self.bearer("referrer", self.ids["referrer"])
        )
        assert answer.status_code == 201, answer.text
        said: dict[str, Any] = answer.json()
        return {**said, "word": body["person"]["family_name"]}

    async def accept(self, provider: str, referral: str) -> httpx.Response:
        """Try to accept a referral; participants takes in what referrals announced of it."""
        answer = await self.services["referrals"].client.post(
            f"/v1/referrals/{referral}/accept",
            json={},
            headers={**self.bearer("lead", self.ids[provider]), "If-Match": '"1"'},
        )
        if answer.status_code == 200:
            await self._carry(UUID(referral))
        return answer

    async def _carry(self, key: UUID) -> None:
        """Hand what waits in referrals' outbox about a referral to participants, as relay and consumer do."""
        async with self.services["referrals"].app.state.context.begin_as_worker() as work:
            rows = await (await work.connection()).fetch(
                "SELECT type, data FROM outbox WHERE key = $1 ORDER BY seq", key
            )
        async with self.services["participants"].app.state.context.begin_as_worker() as work:
            await reactions.react(work, [(row["type"], bytes(row["data"])) for row in rows])

    async def register(self, provider: str) -> dict[str, Any]:
        """Register somebody with a provider; `participant` is the person's id."""
        person = self.person(provider)
        answer = await self.post(provider, person=person)
        [result] = answer.json()["results"]
        assert result["status"] == "accepted", result
        return {**result, "word": person["family_name"]}

    async def register_referred(self, provider: str, referral: str) -> httpx.Response:
        """Try to register whom a referral is about, with who they are carried over."""
        return await self.post(provider, referral=referral)

    async def post(self, provider: str, **data: Any) -> httpx.Response:
        """Post a registration in a provider's lot."""
        lot, authority = self.lots[provider]
        event = a_registration(a_word()[:20], lot=lot, local_authority=authority)
        del event["data"]["person"]
        event["data"] |= data
        headers = {**self.bearer("provider", self.ids[provider]), "Content-Type": BATCH}
        return await self.services["participants"].client.post("/v1/events", json=[event], headers=headers)

    def strangers_in(self, text: str, organisation: UUID) -> set[str]:
        """The words in an answer whose people this organisation may not know."""
        return {word for word, owners in self.owners.items() if word in text and organisation not in owners}
