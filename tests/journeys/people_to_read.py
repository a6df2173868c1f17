"""Somebody in every service who can be read, for walking every route and field."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import orjson

from shared.contracts.role_policy import Purpose
from tests.eventually import eventually
from tests.journeys.one_person import Json, Travelled
from tests.partners import put_partner
from tests.patience import patient
from tests.services.participants.conftest import an_event
from tests.services.referrals.conftest import a_referral_body


@dataclass
class World:
    """Somebody in every service, and everything by which an answer would name them."""

    travelled: Travelled
    names: frozenset[str]
    parameters: dict[str, str]
    door: httpx.AsyncClient

    def is_named_in(self, answer: Any) -> bool:
        text = orjson.dumps(answer).decode()
        return any(name in text for name in self.names)

    async def entries(self, service: str, since: int) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.travelled.journey.platform.server(service))
        try:
            found: list[asyncpg.Record] = await connection.fetch(
                "SELECT * FROM reading WHERE seq > $1 AND outcome = 'answered'", since
            )
            return found
        finally:
            await connection.close()

    async def last(self, service: str) -> int:
        last: int = await self.travelled.journey.platform.query(
            service, "SELECT coalesce(max(seq), 0) FROM reading"
        )
        return last

    def about_them(self, entries: list[asyncpg.Record]) -> list[str]:
        """The routes of the entries that are about one of the people of this world."""
        return [
            row["route"]
            for row in entries
            if {str(row["participant"]), str(row["referral"]), *map(str, row["things"])} & self.names
        ]


async def people_to_read(travelled: Travelled) -> AsyncIterator[World]:
    """The person who travelled, and one of whom something is due and one who is expected; each write route of
    referrals and placements is called."""
    journey = travelled.journey
    with_mentor = an_event("mentor-allocated", "P-2", {"mentor": "M-12"})
    second, _ = await journey.tell(a_registration_in_powys("P-2"), with_mentor)
    waiting = await _decided_in_every_way(travelled)
    placement = (await journey.see("/v1/placements", "provider"))["items"][0]
    offered = await _offered_a_place(travelled)
    ended = await _ended_early(travelled, second["participant"])
    claim = (await journey.see("/v1/claims", "provider", programme="oows"))["items"][0]
    shown = await journey.see(f"/v1/participants/{travelled.participant}", "provider")
    records = [each["id"] for enrolment in shown["enrolments"] for each in enrolment["records"]]
    mentors = "SELECT array_agg(id::text) FROM mentor WHERE provider = $1"
    carried = await journey.platform.query("participants", mentors, journey.provider)
    for path, body in (("participants", {"reference": "P-1"}), ("due", {"worker": "M-12"})):
        await journey.send("POST", f"/v1/{path}/search", "provider", body)
    signed_in = journey.platform.token("wg", journey.government, person="p1", purposes=[Purpose.BREAK_GLASS])
    glass = f"/v1/participants/{travelled.participant}/break-glass"
    await journey.send("POST", glass, "wg", {"reason": "safeguarding"}, **signed_in)
    hooks = (await journey.see("/v1/webhook-subscriptions", "referrer"))["items"][0]["id"]
    parameters = {
        "subscription_id": hooks,
        "participant_id": travelled.participant,
        "referral_id": travelled.referral,
        "claim_id": claim["id"],
        "placement_id": placement["id"],
        "enrolment_id": offered["enrolment"],
        "employer_id": placement["employer_id"],
        "opportunity_id": offered["id"],
        "partner_id": str(journey.provider),
        "form": "contact-recorded",
        "table": "participation-by-lot",
        "code": "oows",
    }
    names = {
        *(
            travelled.participant,
            travelled.enrolment,
            travelled.referral,
            claim["id"],
            placement["id"],
            ended,
        ),
        *(second["participant"], second["enrolment"], *waiting, *records, *carried),
        *(offered["placed"], offered["participant"], offered["enrolment"]),
        *("Siân", "P-1", "M-12"),
    }
    async with httpx.AsyncClient(timeout=patient(15)) as door:
        yield World(travelled, frozenset(names), parameters, door)


def a_registration_in_powys(subject: str) -> Json:
    return an_event(
        "registered",
        subject,
        {
            "programme": "oows",
            "lot": "Powys",
            "local_authority": "W06000023",
            "person": {"given_name": "Rhys", "family_name": "ap Siôn", "date_of_birth": "1985-05-01"},
            "eligibility": {
                "stable_in_recovery": "yes",
                "labour_market": "economically_inactive",
                "safeguarding_concern": "no",
                "on_another_funded_programme": "no",
            },
            "consent": {"to_take_part": True, "given_on": "2017-03-06"},
        },
    )


async def _decided_in_every_way(travelled: Travelled) -> list[str]:
    """Make a referral take each move; one is accepted and waits for registration."""
    journey, made = travelled.journey, []
    moves: dict[str, Json] = {
        "accept": {},
        "decline": {"by": "provider", "reason": "not_stable", "offered_instead": "The college"},
        "return": {"questions": "Since when?"},
        "withdraw": {},
    }
    for move, body in moves.items():
        sent = await journey.send("POST", "/v1/referrals", "referrer", a_referral_body(lot="Powys"))
        path, role = f"/v1/referrals/{sent.json()['id']}", "referrer" if move == "withdraw" else "lead"
        if move == "accept":
            sent_tag = {"If-Match": sent.headers["etag"]}
            sent = await journey.send("POST", f"{path}/review", "lead", {}, **sent_tag)
        made.append(sent.json()["id"])
        moved = await journey.send("POST", f"{path}/{move}", role, body, **{"If-Match": sent.headers["etag"]})
        if move == "accept":
            for progress in ("allocate", "attempt-contact"):
                seen = {"If-Match": moved.headers["etag"]}
                moved = await journey.send("POST", f"{path}/{progress}", "lead", {}, **seen)
        if move == "return":
            answered = await journey.send(
                "POST",
                f"{path}/answer",
                "referrer",
                {"answers": "May"},
                **{"If-Match": moved.headers["etag"]},
            )
            neighbour = {"name": "Gwent N-gage", "kind": "provider", "lots": ["Dyfed"]}
            await put_partner(journey.door, journey.platform.token, UUID(int=77), neighbour)
            await journey.send(
                "POST", f"{path}/redirect", "lead", {"lot": "Dyfed"},
                **{"If-Match": answered.headers["etag"]},
            )  # fmt: skip

    async def expected() -> list[Json]:
        page = await journey.see("/v1/participants/expected", "lead")
        return [each for each in page["items"] if each["referral_id"] == made[0]]

    await eventually(expected)
    return made


async def _offered_a_place(travelled: Travelled) -> Json:
    """Make two people ready, and offer the one place there is in one step: one is left to be matched."""
    journey = travelled.journey
    readiness = {"agreed_by_participant": True, "agreed_by_mentor": True, "kinds": ["one_off_event"]}
    told = await journey.tell(
        *(a_registration_in_powys(subject) for subject in ("P-4", "P-5")),
        *(an_event("ready-for-placement", subject, readiness) for subject in ("P-4", "P-5")),
    )
    known = (await journey.see("/v1/opportunities", "provider", lot="Powys"))["items"][0]
    event = {name: known[name] for name in ("employer_id", "lot", "role", "soc_group")}
    opened = await journey.send(
        "POST", "/v1/opportunities", "provider", {**event, "kind": "one_off_event", "places": 1}
    )
    path = f"/v1/opportunities/{opened.json()['id']}"

    async def matched() -> Json:
        return await journey.see(f"{path}/matches", "provider")

    await eventually(matched, until=lambda seen: len(seen["items"]) == 2)
    offers = await journey.send("POST", f"{path}/offers", "provider", {})
    assert [each["participant"] for each in offers.json()["offers"]] == [told[0]["participant"]]
    left = {name: told[1][name] for name in ("participant", "enrolment")}
    return {"id": opened.json()["id"], "placed": told[0]["participant"], **left}


async def _ended_early(travelled: Travelled, participant: str) -> str:
    """Place somebody and end it early."""
    journey = travelled.journey
    opportunity = (await journey.see("/v1/opportunities", "provider", lot="Powys"))["items"][0]
    again = {
        name: opportunity[name] for name in ("employer_id", "lot", "kind", "role", "soc_group", "places")
    }
    opened = await journey.send("POST", "/v1/opportunities", "provider", again)
    wanted = {"opportunity_id": opened.json()["id"], "participant_id": participant}

    async def placed() -> httpx.Response:
        return await journey.door.post("/v1/placements", json=wanted, headers=journey.who("provider"))

    placement = await eventually(placed, until=lambda answer: answer.status_code == 201)
    id: str = placement.json()["id"]
    await journey.send(
        "POST",
        f"/v1/placements/{id}/end-early",
        "provider",
        {"by": "participant", "reason": "Was ill"},
        **{"If-Match": placement.headers["etag"]},
    )
    return id
