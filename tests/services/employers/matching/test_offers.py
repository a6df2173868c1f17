"""Matches of an opportunity with their reasons, and places offered in one step (handbook 4)."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from deploy.demo.oows import Lot
from shared.clock import date_in_wales, now
from shared.contracts.readiness import CertificateHeld
from shared.contracts.vocabulary import Adjustment, CertificateKind, LegalRequirement, PlacementKind, Travel
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import (
    Staff,
)
from tests.services.employers.matching.conftest import counts, people_in

FOOD = CertificateHeld(kind=CertificateKind.FOOD_HYGIENE)
FAR = {"travel": Travel.ADJOINING_LOTS}


async def test_the_supermarket(staff: Staff, bus: Bus, tell: Any) -> None:
    """Twelve places that close in two days, eleven ready in the lot and thirty in an adjoining one."""
    able: dict[str, Any] = {
        "kinds": (PlacementKind.PAID_JOB,),
        "certificates": (FOOD,),
        "legal_requirements_met": (LegalRequirement.AGED_18_OR_OVER,),
    }
    expired = CertificateHeld(kind=FOOD.kind, expires_on=date_in_wales(now()) - timedelta(days=1))
    near = [await tell(**able) for _ in range(7)]
    needing = await tell(**able, adjustments=(Adjustment.QUIET_PLACE,))
    by_law = [await tell(**{**able, "legal_requirements_met": ()})]
    late = await tell(**{**able, "certificates": (expired,)})
    elsewhere = await tell(**able)
    far = [await tell(lot=Lot.POWYS, **able, **FAR) for _ in range(28)]
    by_law.append(await tell(lot=Lot.POWYS, **{**able, "legal_requirements_met": ()}, **FAR))
    elsewhere_too = await tell(lot=Lot.POWYS, **able, **FAR)
    other = await staff.opportunity()
    for person in (elsewhere, elsewhere_too):
        await staff.propose(other, person)
    jobs = await staff.opportunity(
        kind="paid_job",
        places=12,
        certificates=["food_hygiene"],
        legal_requirements=["aged_18_or_over"],
        closes_on=(date_in_wales(now()) + timedelta(days=2)).isoformat(),
    )
    made = await staff.offer(jobs)
    offered = people_in(made, "offers")
    own = {str(each.participant) for each in (*near, needing)}
    assert (len(offered), len({*offered}), made["places_left"]) == (12, 12, 0)
    assert {*offered[:8]} == own, "the same lot first"
    assert {*offered[8:]} <= {str(each.participant) for each in far}
    assert all(each["reasons"] for each in made["offers"])
    assert counts(made) == {
        "law": (2, 2), "certificate-expired": (1, 1), "offered-elsewhere": (2, 2),
    }  # fmt: skip
    left_out = {str(each.participant) for each in (*by_law, late, elsewhere, elsewhere_too)}
    assert not left_out & {*offered}
    for placed in made["offers"][:2]:
        end = {"by": "participant", "reason": "Found something else"}
        path = f"/v1/placements/{placed['placement']}/end-early"
        await staff.post(path, end, seen=1, expects=200)
    again = await staff.offer(jobs)
    assert len(again["offers"]) == 2
    assert not {*people_in(again, "offers")} & {*offered}
    assert (await staff.get(f"/v1/opportunities/{jobs['id']}"))["filled"] == 12


async def test_reasons_are_sentences_in_english_and_welsh(staff: Staff, tell: Any) -> None:
    until = CertificateHeld(kind=FOOD.kind, expires_on=date(2198, 5, 14))
    await tell(certificates=(until,), drives=True)
    offer = await staff.opportunity(certificates=["food_hygiene"], needs_driver=True)
    [found] = (await staff.matches(offer))["items"]
    assert found["reasons"] == [
        "Is with the service in the same lot.",
        "Is ready for this kind of work.",
        "Holds the certificate the work needs, until 14 May 2198: food hygiene.",
        "Drives, as the work needs.",
    ]
    welsh = Staff(staff.service, {**staff.headers, "Accept-Language": "cy"})
    [found] = (await welsh.matches(offer))["items"]
    assert "hyd 14 Mai 2198: hylendid bwyd" in found["reasons"][2]
    lacking = await staff.opportunity(certificates=["cscs"])
    [lack] = (await welsh.matches(lacking))["not_matched"]
    assert (lack["reason"], lack["people"]) == ("certificate-lacking", 1)
    assert lack["sentence"] == "Heb dystysgrif sydd ei hangen ar gyfer y gwaith."


async def test_a_dry_run_says_what_would_be_and_offers_nothing(staff: Staff, tell: Any) -> None:
    person = await tell()
    offer = await staff.opportunity(places=2)
    path = f"/v1/opportunities/{offer['id']}/offers?dry-run=true"
    tried = await staff.post(path, {}, expects=200)
    assert [(each["participant"], each["placement"]) for each in tried["offers"]] == [
        (str(person.participant), None)
    ]
    assert tried["places_left"] == 1
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 0
    assert (await staff.get("/v1/placements"))["items"] == []
    assert people_in(await staff.matches(offer)) == [str(person.participant)]


async def test_no_more_places_are_offered_than_are_wanted_or_left(staff: Staff, tell: Any) -> None:
    for _ in range(3):
        await tell()
    offer = await staff.opportunity(places=2)
    assert len((await staff.offer(offer, at_most=1))["offers"]) == 1
    assert len((await staff.offer(offer))["offers"]) == 1
    full = await staff.offer(offer)
    assert (full["offers"], full["places_left"]) == ([], 0)
    assert counts(full) == {"offered-here": (2, 2)}


async def test_an_offer_is_a_placement_that_the_others_hear_of(staff: Staff, bus: Bus, tell: Any) -> None:
    person = await tell()
    [made] = (await staff.offer(await staff.opportunity()))["offers"]
    placed = await staff.get(f"/v1/placements/{made['placement']}")
    assert (placed["status"], placed["enrolment_id"]) == ("proposed", str(person.enrolment))
    [fact] = await bus.announced("placement.placement.v1", UUID(made["placement"]), 1)
    assert fact["type"] == "cymru.dolen.placement.proposed.v1"


async def test_the_same_offer_under_its_key_is_made_once(staff: Staff, tell: Any) -> None:
    for _ in range(2):
        await tell()
    offer, key = await staff.opportunity(places=2), str(uuid4())
    path = f"/v1/opportunities/{offer['id']}/offers"
    first = await staff.post(path, {"at_most": 1}, key=key, expects=200)
    assert await staff.post(path, {"at_most": 1}, key=key, expects=200) == first
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 1


async def test_two_specialists_at_once_offer_nobody_twice_and_no_place_to_two(
    staff: Staff, tell: Any
) -> None:
    wanted = {str((await tell()).participant) for _ in range(6)}
    offers = [await staff.opportunity(places=4) for _ in range(3)]
    answers = await asyncio.gather(*(staff.offer(offer) for offer in (*offers, *offers)))
    offered = Counter(person for answer in answers for person in people_in(answer, "offers"))
    assert offered == dict.fromkeys(wanted, 1)
    filled = [(await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] for offer in offers]
    assert sum(filled) == 6
    assert max(filled) <= 4


async def test_offers_and_proposals_at_once_take_no_place_twice(staff: Staff, tell: Any) -> None:
    people = [await tell() for _ in range(6)]
    offer = await staff.opportunity(places=4)
    body = {"opportunity_id": offer["id"]}
    tasks = [
        staff.service.client.post(
            "/v1/placements", json={**body, "participant_id": str(each.participant)}, headers=staff.headers
        )
        for each in people
    ]
    await asyncio.gather(staff.offer(offer), *tasks, staff.offer(offer))
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 4
    placed = Counter(each["participant_id"] for each in (await staff.get("/v1/placements"))["items"])
    assert (len(placed), max(placed.values())) == (4, 1)


async def test_nothing_is_offered_that_is_over_or_in_anothers_lots(
    staff: Staff, tell: Any, employers: Running, bearer: Tokens, provider: UUID
) -> None:
    await tell()
    over = await staff.opportunity(closes_on=(date_in_wales(now()) - timedelta(days=1)).isoformat())
    assert (await staff.offer(over, expects=409))["code"] == "opportunity-over"
    offer = await staff.opportunity()
    elsewhere = bearer("employment-specialist", provider, purposes=["support"], person="p-1", lots=["Gwent"])
    assert (await Staff(employers, elsewhere).offer(offer, expects=403))["code"] == "lot-not-yours"
    await staff.offer({"id": str(uuid4())}, expects=404)
