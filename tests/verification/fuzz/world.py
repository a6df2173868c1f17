"""What is there before anything hostile comes: two providers with people, referrals in several states, an
employer, opportunities and placements; who is named carries a marker, so that its leaking would be seen."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

import httpx

from tests.eventually import eventually
from tests.partners import put_partner
from tests.platform import Platform
from tests.services.participants.conftest import a_registration, an_event
from tests.services.referrals.conftest import a_referral_body
from tests.verification.fuzz.canaries import Canaries

EVENT = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
NAMESPACE = UUID("5d0a3a5e-0000-4000-8000-000000000003")

Json = dict[str, Any]


def somebody(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


@dataclass
class World:
    """Ids by name, the headers of each caller, and the event and key that were already used."""

    door: httpx.AsyncClient
    platform: Platform
    canaries: Canaries
    ids: dict[str, str] = field(default_factory=dict)
    event: Json = field(default_factory=dict)
    key: str = "used-once"

    @cached_property
    def provider(self) -> dict[str, str]:
        return self.platform.token("provider", somebody("provider"))

    @cached_property
    def lead(self) -> dict[str, str]:
        return self.platform.token("lead", somebody("provider"))

    @cached_property
    def other_lead(self) -> dict[str, str]:
        return self.platform.token("lead", somebody("other provider"))

    @cached_property
    def referrer(self) -> dict[str, str]:
        return self.platform.token("referrer", somebody("referrer"))

    @cached_property
    def other_referrer(self) -> dict[str, str]:
        return self.platform.token("referrer", somebody("other referrer"))

    @cached_property
    def government(self) -> dict[str, str]:
        return self.platform.token("wg", somebody("government"))

    async def do(self, method: str, path: str, who: dict[str, str], body: Any, **headers: str) -> Json:
        told = {**who, **{name.replace("_", "-"): value for name, value in headers.items()}}
        answer = await self.door.request(method, path, headers=told, json=body)
        assert answer.status_code in (200, 201), (path, answer.text)
        said: Json = answer.json()
        return said

    async def post(self, who: dict[str, str], *events: Json) -> list[Json]:
        said = await self.do("POST", "/v1/events", {**who, "Content-Type": BATCH}, list(events))
        assert all(each["status"] == "accepted" for each in said["results"]), said
        results: list[Json] = said["results"]
        return results

    async def rebalance(self) -> None:
        """Bring everything about that the cases need."""
        await self._partners()
        await self._people()
        await self._referrals()
        await self._placements()

    async def _partners(self) -> None:
        for name, body in {
            "provider": {"name": "CAIS", "kind": "provider", "lots": ["North Wales"]},
            "other provider": {"name": "Barod", "kind": "provider", "lots": ["Powys"]},
            "referrer": {"name": "Jobcentre Plus Rhyl", "kind": "referrer", "source": "jobcentre_plus"},
            "other referrer": {"name": "Probation", "kind": "referrer", "source": "probation"},
        }.items():
            await put_partner(self.door, self.platform.token, somebody(name), body)

    async def _people(self) -> None:
        self.event = a_registration("OPEN-1", person=self.person())
        results = await self.post(
            self.provider,
            self.event,
            a_registration("LEFT-1", person=self.person()),
            an_event("exited", "LEFT-1", {"left_on": "2018-01-10", "reason": "died"}),
            a_registration("REST-1", person=self.person()),
            an_event("suspended", "REST-1", {}),
        )
        [theirs] = await self.post(self.other_lead, a_registration("THEIRS-1", person=self.person()))
        self.ids |= {"person": results[0]["participant"], "their person": theirs["participant"]}

    def person(self) -> Json:
        return {
            "given_name": self.canaries.word(),
            "family_name": self.canaries.word(),
            "date_of_birth": "1985-05-01",
            "national_insurance_number": self.canaries.ni_number(),
            "email": f"{self.canaries.key()}@example.org",
        }

    def referral(self, **differences: Any) -> Json:
        return a_referral_body(person=self.person(), reason=self.canaries.word(), **differences)

    async def _referrals(self) -> None:
        body = self.referral()
        first = await self.do("POST", "/v1/referrals", self.referrer, body, Idempotency_Key=self.key)
        self.ids["referral"] = first["id"]
        for name, move, about in (
            ("accepted", "accept", {}),
            ("declined", "decline", {"by": "provider", "reason": "not_stable", "offered_instead": "Help"}),
            ("returned", "return", {"questions": "Since when?"}),
        ):
            sent = await self.do("POST", "/v1/referrals", self.referrer, self.referral())
            path = f"/v1/referrals/{sent['id']}/{move}"
            await self.do("POST", path, self.lead, about, If_Match='"1"')
            self.ids[name] = sent["id"]
        sent = await self.do("POST", "/v1/referrals", self.other_referrer, self.referral(lot="Powys"))
        self.ids["their referral"] = sent["id"]

    async def _placements(self) -> None:
        employer = await self.do(
            "POST", "/v1/employers", self.lead, {"name": "Siop", "sector": "G", "lots": ["Powys"]}
        )
        self.ids["employer"] = employer["id"]
        for name, places in {"open": 50, "full": 1, "their place": 5, "closed": 5}.items():
            who = self.other_lead if name == "their place" else self.lead
            self.ids[name] = (await self._opened(who, employer["id"], places))["id"]
        await self.do(
            "POST", f"/v1/opportunities/{self.ids['closed']}/close", self.lead, {"reason": "filled"},
            If_Match='"1"',
        )  # fmt: skip
        self.ids["full placement"] = await self._proposed(self.lead, "full", self.ids["person"])
        self.ids["proposed"] = await self._proposed(self.lead, "open", self.ids["person"])
        self.ids["completed"] = await self._proposed(self.lead, "their place", self.ids["person"])
        self.ids["theirs"] = await self._proposed(self.other_lead, "open", self.ids["their person"])
        path = f"/v1/placements/{self.ids['completed']}"
        for move, body, seen in (
            ("agree", {"by": "participant", "agreed_on": "2017-04-21"}, 1),
            ("agree", {"by": "employer", "agreed_on": "2017-04-22"}, 2),
            ("start", {"started_on": "2017-05-02"}, 3),
            ("complete", {"completed_on": "2017-06-02"}, 4),
        ):
            await self.do("POST", f"{path}/{move}", self.lead, body, If_Match=f'"{seen}"')

    async def _opened(self, who: dict[str, str], employer: str, places: int) -> Json:
        body = {
            "employer_id": employer, "lot": "Powys", "kind": "work_experience", "role": "Shop assistant",
            "soc_group": 7, "places": places,
        }  # fmt: skip
        return await self.do("POST", "/v1/opportunities", who, body)

    async def _proposed(self, who: dict[str, str], opportunity: str, person: str) -> str:
        body = {
            "opportunity_id": self.ids[opportunity], "participant_id": person, "proposed_on": "2017-04-20"
        }  # fmt: skip

        async def proposed() -> httpx.Response:
            return await self.door.post("/v1/placements", headers=who, json=body)

        # the person becomes known to employers a little later
        answer = await eventually(proposed, until=lambda seen: seen.status_code == 201)
        placement: str = answer.json()["id"]
        return placement
