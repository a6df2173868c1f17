"""Somebody with history in every service, told in words that are found wherever they stand in the clear."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.eventually import eventually
from tests.journeys.one_person import Call, Journey
from tests.partners import put_partner
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
    enrolment: str
    placement: str
    last: Call
    """The last call about them, with its Idempotency-Key."""

    async def status(self, path: str, role: str) -> int:
        answer = await self.journey.door.get(path, headers=self.journey.who(role))
        return answer.status_code


async def follow(journey: Journey) -> Followed:
    """Take somebody through every service: declined and returned before, accepted, registered, placed, and
    left for work."""
    for partner, body in {
        journey.referrer: {"name": "A prison", "kind": "referrer", "source": "prison"},
        # a lot that no other test's provider delivers in on this platform
        journey.provider: {"name": "Platfform", "kind": "provider", "lots": [LOT]},
    }.items():
        await put_partner(journey.door, journey.platform.token, partner, body)
    await _declined(journey)
    referral = await accepted(journey)
    known = await registered(journey, referral)
    await _told_more(journey)
    placement = await _placed(journey, known["participant"])
    last = journey.made[-1]
    await _left(journey)
    return Followed(journey, referral, known["participant"], known["enrolment"], placement, last)


def _referral(**differences: Any) -> dict[str, Any]:
    told = {"person": PERSON, **differences}
    return a_referral_body(lot=LOT, reason=TOLD, referred_by="Canarywen", **told)


async def _decided(journey: Journey, what: str, body: dict[str, Any], **differences: Any) -> str:
    sent = await journey.send("POST", "/v1/referrals", "referrer", _referral(**differences))
    path = f"/v1/referrals/{sent.json()['id']}"
    await journey.send("POST", f"{path}/{what}", "lead", body, **{"If-Match": sent.headers["etag"]})
    return str(sent.json()["id"])


async def _declined(journey: Journey) -> None:
    await _decided(
        journey, "decline",
        {"by": "provider", "reason": "not_eligible", "criterion": TOLD, "offered_instead": TOLD},
    )  # fmt: skip
    # somebody else: what waits for an answer could not be sent once more
    await _decided(journey, "return", {"questions": TOLD}, person={**PERSON, "date_of_birth": "1971-02-03"})


async def accepted(journey: Journey) -> str:
    referral = await _decided(journey, "accept", {})

    async def expected() -> bool:
        page = await journey.see("/v1/participants/expected", "lead")
        return any(each["referral_id"] == referral for each in page["items"])

    await eventually(expected)
    return referral


async def registered(journey: Journey, referral: str) -> dict[str, Any]:
    data = {
        "programme": "oows", "lot": LOT, "local_authority": "W06000016", "referral": referral,
        "person": PERSON, "eligibility": ELIGIBILITY, "consent": {"to_take_part": True},
    }  # fmt: skip
    (result,) = await journey.tell(an_event("registered", REFERENCE, data))

    async def known() -> bool:
        return bool((await journey.referrer_sees(referral))["stage"] == "taking_part")

    await eventually(known)
    return result


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


async def _left(journey: Journey) -> None:
    """Leave, with a claim and a refusal."""
    work = {"kind": "paid_work", "achieved_on": "2017-07-17", "evidence": "third_party_document"}
    search = {"kind": "job_search", "achieved_on": "2017-07-17", "evidence": "mentor_verified"}
    left = {
        "left_on": "2017-07-14",
        "kind": "planned",
        "reason": "employment",
        "soft_outcomes": {"own_confidence": {"change": "better", "baseline": 3}},
    }
    await journey.tell(
        an_event("achievement-recorded", REFERENCE, work),
        an_event("achievement-recorded", REFERENCE, search),
        an_event("exited", REFERENCE, left),
    )
    await eventually(journey.claims, until=lambda seen: len(seen) >= 2)
