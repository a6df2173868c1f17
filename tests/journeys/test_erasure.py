"""What is told of a person is nowhere in the clear, in no database, file or log; and once they are erased it
cannot be read in any service, while the figures stay."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from deploy.topology import DATABASES
from tests.eventually import eventually
from tests.journeys.one_person import Call, Journey
from tests.partners import put_partner
from tests.patience import patient
from tests.platform import Platform
from tests.services.employers.conftest import an_employer_body, an_opportunity_body
from tests.services.participants.conftest import an_event
from tests.services.referrals.conftest import a_referral_body

CANARIES = (
    "Canarywen", "Blodeuwedd-Canary", "QQ654321", "ZE99 9ZZ", "canary@example.org", "01632 960 777",
    "canary-heroin", "canary-psychosis", "canary-prison", "canary-mentor", "1971-07-23",
)  # fmt: skip
"""A name, an NI number, a post code, an address for mail, a telephone number, a mentor, a day of birth, and
words about health and justice."""

PERSON = {
    "given_name": "Canarywen",
    "family_name": "Blodeuwedd-Canary",
    "date_of_birth": "1971-07-23",
    "national_insurance_number": "QQ654321A",
    "address": ["1 Stryd Canary-Prison", "canary-prison"],
    "postcode": "ZE99 9ZZ",
    "phone": "01632 960 777",
    "email": "canary@example.org",
}
TOLD = "Used canary-heroin, canary-psychosis, was in canary-prison; ask Canarywen at canary@example.org"
LOT, REFERENCE = "Cwm Taf", "E-1"
ELIGIBILITY = {
    "stable_in_recovery": "yes",
    "labour_market": "long_term_unemployed",
    "safeguarding_concern": "no",
    "on_another_funded_programme": "no",
    "evidence": ["jobcentre_letter"],
}


@dataclass
class Followed:
    """Somebody with history in every service, and who works with them."""

    journey: Journey
    referral: str
    participant: str
    placement: str
    last: Call
    """The last call about them, with its Idempotency-Key."""

    async def status(self, path: str, role: str) -> int:
        answer = await self.journey.door.get(path, headers=self.journey.who(role))
        return answer.status_code


@pytest.fixture(scope="module")
async def followed(platform: Platform) -> AsyncIterator[Followed]:
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as door:
        journey = Journey(door, platform)
        for partner, body in {
            journey.referrer: {"name": "A prison", "kind": "referrer", "source": "prison"},
            # a lot that no other test's provider delivers in on this platform
            journey.provider: {"name": "Platfform", "kind": "provider", "lots": [LOT]},
        }.items():
            await put_partner(journey.door, journey.platform.token, partner, body)
        await _declined(journey)
        referral = await _accepted(journey)
        registered = await _registered(journey, referral)
        await _told_more(journey)
        placement = await _placed(journey, registered["participant"])
        yield Followed(journey, referral, registered["participant"], placement, journey.made[-1])


async def test_what_is_told_of_a_person_is_nowhere_in_the_clear(
    platform: Platform, followed: Followed
) -> None:
    assert await in_the_clear(platform, CANARIES) == []
    assert await in_the_clear(platform, ("Platfform",)) == [
        "referrals.partner: b'platfform'",
        "referrals.partner_history: b'platfform'",
    ], "it looks"


async def test_an_erased_person_is_read_nowhere_counted_as_before_and_a_stranger_when_referred_again(
    platform: Platform, followed: Followed
) -> None:
    journey, participant = followed.journey, followed.participant
    path = f"/v1/participants/{participant}"
    assert await followed.status(path, "lead") == 200
    counted = await journey.table("participation-by-lot")
    reason = {"reason": "consent_withdrawn"}
    refused = await journey.door.post(f"{path}/erasure", json=reason, headers=journey.who("provider"))
    assert refused.status_code == 403
    erased = await journey.send("POST", f"{path}/erasure", "lead", reason)

    assert await followed.status(path, "lead") == 404
    await _is_gone(followed, f"/v1/referrals/{followed.referral}", "referrer")
    await _is_gone(followed, f"/v1/referrals/{followed.referral}", "lead")
    await _is_gone(followed, f"/v1/placements/{followed.placement}", "provider")
    assert (await journey.see("/v1/participants", "lead", reference=REFERENCE))["items"] == []
    assert (await journey.again(followed.last)).status_code == 404, "kept answers are sealed as well"
    open_keys = "SELECT count(*) FROM person_key WHERE person = ANY($1::uuid[]) AND wrapped IS NOT NULL"
    for service in ("participants", "referrals", "employers"):
        assert await platform.query(service, open_keys, [participant, followed.referral]) == 0
    assert await journey.table("participation-by-lot") == counted
    again = await journey.send("POST", f"{path}/erasure", "lead", {"reason": "objected"})
    assert again.json() == erased.json(), "once, for the reason that was given then"

    late = an_event("contact-recorded", REFERENCE, {"kind": "phone"})
    [refusal] = (await journey.door.post("/v1/events", json=[late], headers=_batch(journey))).json()[
        "results"
    ]
    assert refusal["problem"]["code"] == "subject-unknown"
    stranger = await _registered(journey, await _accepted(journey))
    assert stranger["participant"] != participant
    shown = await journey.see(f"/v1/participants/{stranger['participant']}", "lead")
    assert [record["kind"] for each in shown["enrolments"] for record in each["records"]] == ["registered"]


async def _is_gone(followed: Followed, path: str, role: str) -> None:
    await eventually(lambda: followed.status(path, role), until=lambda status: status == 404)


def _batch(journey: Journey) -> dict[str, str]:
    return {**journey.who("provider"), "Content-Type": "application/cloudevents-batch+json"}


def _referral(**differences: Any) -> dict[str, Any]:
    return a_referral_body(lot=LOT, person=PERSON, reason=TOLD, referred_by="Canarywen", **differences)


async def _decided(journey: Journey, what: str, body: dict[str, Any]) -> str:
    sent = await journey.send("POST", "/v1/referrals", "referrer", _referral())
    path = f"/v1/referrals/{sent.json()['id']}"
    await journey.send("POST", f"{path}/{what}", "lead", body, **{"If-Match": sent.headers["etag"]})
    return str(sent.json()["id"])


async def _declined(journey: Journey) -> None:
    await _decided(
        journey, "decline",
        {"by": "provider", "reason": "not_eligible", "criterion": TOLD, "offered_instead": TOLD},
    )  # fmt: skip
    await _decided(journey, "return", {"questions": TOLD})


async def _accepted(journey: Journey) -> str:
    referral = await _decided(journey, "accept", {})

    async def expected() -> bool:
        page = await journey.see("/v1/participants/expected", "lead")
        return any(each["referral_id"] == referral for each in page["items"])

    await eventually(expected)
    return referral


async def _registered(journey: Journey, referral: str) -> dict[str, Any]:
    data = {
        "programme": "oows", "lot": LOT, "local_authority": "W06000016", "referral": referral,
        "person": PERSON, "eligibility": ELIGIBILITY, "consent": {"to_take_part": True},
    }  # fmt: skip
    (registered,) = await journey.tell(an_event("registered", REFERENCE, data))

    async def known() -> bool:
        return bool((await journey.referrer_sees(referral))["stage"] == "taking_part")

    await eventually(known)
    return registered


async def _told_more(journey: Journey) -> None:
    await journey.tell(
        an_event("assessed", REFERENCE, {"form": "P2", "mental_health": TOLD, "main_substance": "alcohol"}),
        an_event("risk-assessed", REFERENCE, {"risks_to_self": TOLD, "who_may_know": ["Canarywen"]}),
        an_event("mentor-allocated", REFERENCE, {"mentor": "canary-mentor", "handover_notes": TOLD}),
        an_event("action-plan-agreed", REFERENCE, {"goals": [TOLD]}),
        an_event("contact-recorded", REFERENCE, {"kind": "phone", "mentor": "canary-mentor", "note": TOLD}),
        an_event("intensity-changed", REFERENCE, {"intensity": "red", "reason": TOLD}),
    )


async def _placed(journey: Journey, participant: str) -> str:
    contact = {"name": "Blodeuwedd-Canary", "phone": "01632 960 777", "email": "canary@example.org"}
    employer = await journey.send("POST", "/v1/employers", "provider", an_employer_body(contacts=[contact]))
    path = f"/v1/employers/{employer.json()['id']}/engagements"
    await journey.send("POST", path, "provider", {"kind": "call", "note": TOLD})
    offer = an_opportunity_body(employer.json()["id"], lot=LOT)
    opportunity = await journey.send("POST", "/v1/opportunities", "provider", offer)

    async def proposed() -> httpx.Response | None:
        body = {"opportunity_id": opportunity.json()["id"], "participant_id": participant}
        headers = {**journey.who("provider"), "Idempotency-Key": str(uuid4())}
        answer = await journey.door.post("/v1/placements", json=body, headers=headers)
        return answer if answer.status_code == 201 else None

    placement = await eventually(proposed)
    assert placement is not None
    path = f"/v1/placements/{placement.json()['id']}"
    ended = {"by": "participant", "reason": TOLD}
    await journey.send(
        "POST", f"{path}/end-early", "provider", ended, **{"If-Match": placement.headers["etag"]}
    )
    return str(placement.json()["id"])


async def in_the_clear(platform: Platform, words: tuple[str, ...]) -> list[str]:
    """Where any of the words stands: in which table of which database, the bus among them, or in which file
    of the run that is not the database's own."""
    wanted = [word.lower().encode() for word in words]
    found = []
    for database in DATABASES:
        connection = await asyncpg.connect(platform.server(database))
        try:
            names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for name in sorted(row["tablename"] for row in names):
                for row in await connection.fetch(f'SELECT * FROM "{name}"'):
                    held = b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in row.values())
                    found += [f"{database}.{name}: {word!r}" for word in wanted if word in held.lower()]
        finally:
            await connection.close()
    home = platform.run_config.home
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.relative_to(home).parts[0] != "postgres":
            held = path.read_bytes().lower()
            found += [f"{path.relative_to(home)}: {word!r}" for word in wanted if word in held]
    return sorted(set(found))
