"""One person's way through the front door, from a Jobcentre's referral to a job that lasts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.eventually import eventually
from tests.partners import put_partner
from tests.patience import patient
from tests.platform import Platform
from tests.services.participants.conftest import BATCH, an_event
from tests.services.referrals.conftest import a_referral_body

AS_OF = "2018-12-31"
READY = {"agreed_by_participant": True, "agreed_by_mentor": True, "kinds": ["work_experience"]}
Json = dict[str, Any]


@dataclass
class Call:
    method: str
    path: str
    headers: dict[str, str]
    json: Any


@dataclass
class Journey:
    """Makes calls and remembers each, to make them all again."""

    door: httpx.AsyncClient
    platform: Platform
    referrer: UUID = field(default_factory=uuid4)
    provider: UUID = field(default_factory=uuid4)
    government: UUID = field(default_factory=uuid4)
    made: list[Call] = field(default_factory=list)

    def who(self, role: str) -> dict[str, str]:
        organisation = {"referrer": self.referrer, "wg": self.government}.get(role, self.provider)
        return self.platform.token(role, organisation)

    async def send(self, method: str, path: str, role: str, body: Any, **headers: str) -> httpx.Response:
        keyed = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        call = Call(method, path, {**self.who(role), **keyed, **headers}, body)
        answer = await self.again(call)
        assert answer.status_code in (200, 201), answer.text
        self.made.append(call)
        return answer

    async def again(self, call: Call) -> httpx.Response:
        return await self.door.request(call.method, call.path, headers=call.headers, json=call.json)

    async def tell(self, *events: Json) -> list[Json]:
        answer = await self.send("POST", "/v1/events", "provider", list(events), **{"Content-Type": BATCH})
        results: list[Json] = answer.json()["results"]
        assert [each["status"] for each in results] == ["accepted"] * len(events), results
        return results

    async def see(self, path: str, role: str, **query: str) -> Json:
        answer = await self.door.get(path, headers=self.who(role), params=query)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    async def referrer_sees(self, referral: str) -> Json:
        seen = await self.see(f"/v1/referrals/{referral}", "referrer")
        progress: Json = seen["progress"]
        return {"status": seen["status"], "stage": progress["stage"], "into_work": progress["into_work"]}

    async def claims(self) -> dict[str, str]:
        page = await self.see("/v1/claims", "provider", programme="oows")
        return {each["category"]: each["decision"] for each in page["items"]}

    async def table(self, name: str) -> list[Json]:
        answer = await self.see(f"/v1/aggregates/{name}", "provider", programme="oows", **{"as-of": AS_OF})
        rows: list[Json] = answer["rows"]
        return rows

    async def everything(self, referral: str) -> Json:
        """What anybody can see of the journey."""
        return {
            "referrer": await self.see(f"/v1/referrals/{referral}", "referrer"),
            "claims": await self.see("/v1/claims", "provider", programme="oows"),
            "placements": await self.see("/v1/placements", "provider"),
            "tables": {
                name: await self.table(name)
                for name in ("participation-by-lot", "status-and-duration", "outcomes-by-lot")
            },
        }


@dataclass
class Travelled:
    """A journey that was made, and whose it was."""

    journey: Journey
    referral: str
    participant: str
    enrolment: str


async def travel(platform: Platform) -> AsyncIterator[Travelled]:
    """One person's whole way."""
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as client:
        journey = Journey(client, platform)
        for partner, body in {
            journey.referrer: {"name": "Jobcentre Plus Rhyl", "kind": "referrer", "source": "jobcentre_plus"},
            # a lot that no other test's provider delivers in on this platform
            journey.provider: {"name": "Kaleidoscope", "kind": "provider", "lots": ["Powys"]},
        }.items():
            await put_partner(client, platform.token, partner, body)

        referral = await _referred_and_accepted(journey)
        participant, enrolment = await _registered_from_the_referral(journey, referral)
        await _assessed_and_supported(journey)
        await _on_a_placement(journey, participant)
        await _left_into_work(journey, referral, enrolment)
        await _still_in_work_at_six_months(journey)
        yield Travelled(journey, referral, participant, enrolment)


async def _referred_and_accepted(journey: Journey) -> str:
    hooks = f"http://127.0.0.1:{journey.platform.run_config.webhook_port}/nobody-listens"
    await journey.send("POST", "/v1/webhook-subscriptions", "referrer", {"url": hooks, "types": ["*"]})
    sent = await journey.send(
        "POST", "/v1/referrals", "referrer", a_referral_body(lot="Powys", made_on="2017-03-01")
    )
    referral: str = sent.json()["id"]
    assert sent.json()["decision_due"]["on"] == "2017-03-15"
    assert await journey.referrer_sees(referral) == {
        "status": "received", "stage": "not_started", "into_work": None,
    }  # fmt: skip
    await journey.send(
        "POST",
        f"/v1/referrals/{referral}/accept",
        "lead",
        {"decided_on": "2017-03-03"},
        **{"If-Match": sent.headers["etag"]},
    )
    assert (await journey.referrer_sees(referral))["status"] == "accepted"
    return referral


async def _registered_from_the_referral(journey: Journey, referral: str) -> tuple[str, str]:
    async def expected() -> list[Json]:
        page = await journey.see("/v1/participants/expected", "lead")
        return [each for each in page["items"] if each["referral_id"] == referral]

    await eventually(expected)
    (registered,) = await journey.tell(
        an_event(
            "registered",
            "P-1",
            {
                "programme": "oows",
                "lot": "Powys",
                "local_authority": "W06000023",
                "referral": referral,
                "eligibility": {
                    "stable_in_recovery": "yes",
                    "labour_market": "long_term_unemployed",
                    "safeguarding_concern": "no",
                    "on_another_funded_programme": "no",
                    "evidence": ["jobcentre_letter"],
                },
            },
            time="2017-03-10T10:00:00+00:00",
        )
    )
    person = await journey.see(f"/v1/participants/{registered['participant']}", "provider")
    assert person["person"]["given_name"] == "Siân", "told once, to the Jobcentre"
    assert person["enrolments"][0]["eligible"] == "yes"

    async def known() -> Json:
        return await journey.referrer_sees(referral)

    assert await eventually(known, until=lambda seen: seen["stage"] == "taking_part") == {
        "status": "registered", "stage": "taking_part", "into_work": None,
    }  # fmt: skip

    async def counted() -> list[Json]:
        rows = await journey.table("participation-by-lot")
        return [row for row in rows if row["participation_to_date"]]

    (row,) = await eventually(counted)
    assert (row["lot"], row["participation_to_date"]) == ("Powys", 1)
    return registered["participant"], registered["enrolment"]


async def _assessed_and_supported(journey: Journey) -> None:
    await journey.tell(
        an_event("assessed", "P-1", {"form": "P2.1", "gender": "female", "condition": "both"}),
        an_event("assessed", "P-1", {"form": "P2", "motivation": 4}),
        an_event("risk-assessed", "P-1", {"mitigations": "Meet in public places"}),
        an_event("mentor-allocated", "P-1", {"mentor": "M-12"}, time="2017-03-20T09:00:00+00:00"),
        an_event("contact-recorded", "P-1", {"kind": "face_to_face", "minutes": 60}),
        an_event("ready-for-placement", "P-1", READY),
    )

    async def women() -> list[Json]:
        rows = await journey.table("characteristics")
        return [row for row in rows if row["value"] == "Female" and row["participants"] == 1]

    await eventually(women)
    assert await journey.claims() == {}, "nothing can be claimed before somebody has left"


async def _on_a_placement(journey: Journey, participant: str) -> None:
    employer = await journey.send(
        "POST",
        "/v1/employers",
        "provider",
        {"name": "Siop y Bont", "sector": "G", "lots": ["Powys"], "sites": []},
    )
    opportunity = await journey.send(
        "POST",
        "/v1/opportunities",
        "provider",
        {
            "employer_id": employer.json()["id"],
            "lot": "Powys",
            "kind": "work_experience",
            "role": "Shop assistant",
            "soc_group": 7,
            "places": 1,
        },
    )
    placement = await journey.send(
        "POST",
        "/v1/placements",
        "provider",
        {
            "opportunity_id": opportunity.json()["id"],
            "participant_id": participant,
            "proposed_on": "2017-04-20",
        },
    )
    path = f"/v1/placements/{placement.json()['id']}"
    for move, body in (
        ("agree", {"by": "participant", "agreed_on": "2017-04-24"}),
        ("agree", {"by": "employer", "agreed_on": "2017-04-25"}),
        ("start", {"started_on": "2017-05-02"}),
        ("complete", {"completed_on": "2017-06-30", "hours": 80}),
        ("review", {"by": "participant", "verdict": "went_well", "reviewed_on": "2017-07-03"}),
    ):
        seen = {"If-Match": placement.headers["etag"]}
        placement = await journey.send("POST", f"{path}/{move}", "provider", body, **seen)
    assert await journey.claims() == {}


async def _left_into_work(journey: Journey, referral: str, enrolment: str) -> None:
    await journey.tell(
        an_event(
            "achievement-recorded",
            "P-1",
            {"kind": "job_search", "achieved_on": "2017-07-20", "evidence": "mentor_verified"},
        ),
        an_event(
            "achievement-recorded",
            "P-1",
            {"kind": "paid_work", "achieved_on": "2017-07-17", "evidence": "third_party_document"},
        ),
        an_event(
            "exited",
            "P-1",
            {
                "left_on": "2017-07-14",
                "kind": "planned",
                "reason": "employment",
                "soft_outcomes": {"own_confidence": {"change": "better", "baseline": 3}},
            },
            time="2017-07-14T16:00:00+01:00",
        ),
    )

    claims = await eventually(journey.claims, until=lambda seen: len(seen) == 3)
    assert claims == {"job-search": "refused", "employment": "claimed", "placement": "claimed"}
    page = await journey.see("/v1/claims", "provider", programme="oows", decision="refused")
    (refused,) = page["items"]
    assert refused["enrolment"] == enrolment
    assert "inactive" in refused["rule"]

    async def known() -> Json:
        return await journey.referrer_sees(referral)

    assert await eventually(known, until=lambda seen: seen["into_work"] is True) == {
        "status": "registered", "stage": "left", "into_work": True,
    }  # fmt: skip


async def _still_in_work_at_six_months(journey: Journey) -> None:
    seen = {"status": "in_work", "observed_on": "2018-01-15", "evidence": "third_party_document"}
    await journey.tell(an_event("followed-up", "P-1", seen, time="2018-01-15T12:00:00+00:00"))
    claims = await eventually(journey.claims, until=lambda seen: len(seen) == 4)
    assert claims["employment-6m"] == "claimed"
    rows = {row["outcome"]: row["Powys"] for row in await journey.table("outcomes-by-lot")}
    assert sorted(rows.values(), reverse=True) == [1, 1, 1, 0, 0, 0]
