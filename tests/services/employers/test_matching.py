"""The bank of ready people, matches both ways, and places offered in one step (handbook 4)."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.clock import date_in_wales, now
from shared.contracts.participant import ParticipantErased
from shared.contracts.readiness import CertificateHeld
from shared.contracts.vocabulary import (
    Adjustment,
    CertificateKind,
    LegalRequirement,
    Lot,
    PlacementKind,
    Travel,
)
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import (
    Person,
    Staff,
    agreed_to_matching,
    an_opportunity_body,
    exited,
    no_longer_ready,
    ready,
    registered,
)

FOOD = CertificateHeld(kind=CertificateKind.FOOD_HYGIENE)
FAR = {"travel": Travel.ADJOINING_LOTS}


@pytest.fixture
def provider() -> UUID:
    """A provider with nobody ready but whom a test makes so."""
    return uuid4()


@pytest.fixture
def staff(employers: Running, bearer: Tokens, provider: UUID) -> Staff:
    return Staff(employers, bearer("employment-specialist", provider, purposes=["support"], person="p-1"))


@pytest.fixture
def tell(bus: Bus, provider: UUID) -> Any:
    """Registers somebody who is ready: `await tell(lot=…, kinds=…)`."""

    async def somebody(*, lot: Lot = Lot.NORTH_WALES, on: date | None = None, **differences: Any) -> Person:
        person = Person(provider, uuid4(), uuid4())
        await bus.tell(registered(person, lot=lot), ready(person, on, **differences))
        return person

    return somebody


def people_in(answer: dict[str, Any], name: str = "items") -> list[str]:
    return [each["participant"] for each in answer[name]]


def counts(answer: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {each["reason"]: (each["people"], each["nothing_else"]) for each in answer["not_matched"]}


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


@pytest.mark.parametrize("end", ["no longer", "exit", "consent", "erased"])
async def test_whoever_is_not_ready_any_more_is_not_matched(
    staff: Staff, bus: Bus, tell: Any, end: str
) -> None:
    person = await tell()
    ends: dict[str, Any] = {
        "no longer": no_longer_ready(person),
        "exit": exited(person, date(2018, 3, 5)),
        "consent": agreed_to_matching(person, given=False),
        "erased": ParticipantErased(
            happened_at=now(),
            enrolment_id=person.enrolment,
            participant_id=person.participant,
            provider=person.provider,
        ),
    }
    await bus.tell(ends[end])
    offer = await staff.opportunity()
    assert (await staff.matches(offer))["items"] == []
    assert (await staff.offer(offer))["offers"] == []


async def test_a_full_time_placement_that_starts_ends_readiness_and_a_new_agreement_returns_it(
    staff: Staff, bus: Bus, tell: Any
) -> None:
    person, today = await tell(on=date(2018, 3, 1)), date_in_wales(now())
    full_time = await staff.opportunity(hours_per_week=30)
    [made] = (await staff.offer(full_time))["offers"]
    await staff.post(f"/v1/placements/{made['placement']}/start", {}, seen=1, expects=200)
    other = await staff.opportunity()
    assert counts(await staff.matches(other)) == {"in-full-time-placement": (1, 1)}
    await bus.tell(ready(person, today + timedelta(days=1)))
    assert people_in(await staff.matches(other)) == [str(person.participant)]


async def test_a_part_time_placement_leaves_somebody_ready(staff: Staff, tell: Any) -> None:
    person = await tell(on=date(2018, 3, 1))
    [made] = (await staff.offer(await staff.opportunity(hours_per_week=16)))["offers"]
    await staff.post(f"/v1/placements/{made['placement']}/start", {}, seen=1, expects=200)
    assert people_in(await staff.matches(await staff.opportunity())) == [str(person.participant)]


@pytest.mark.parametrize(("days", "stale"), [(27, False), (28, True)])
async def test_readiness_goes_stale_on_its_day_and_is_confirmed_again(
    staff: Staff, bus: Bus, tell: Any, days: int, stale: bool
) -> None:
    today = date_in_wales(now())
    person = await tell(on=today - timedelta(days=days))
    [shown] = (await staff.get("/v1/ready"))["items"]
    [found] = (await staff.matches(await staff.opportunity()))["items"]
    assert (shown["stale"], found["stale"]) == (stale, stale)
    assert any("ask again" in each for each in found["reasons"]) is stale
    await bus.tell(ready(person))
    [shown] = (await staff.get("/v1/ready"))["items"]
    assert (shown["stale"], shown["ready_on"]) == (False, today.isoformat())


async def test_facts_that_come_twice_change_nothing(staff: Staff, bus: Bus, tell: Any) -> None:
    person = await tell()
    before = await staff.get("/v1/ready")
    await bus.tell(ready(person), ready(person))
    assert await staff.get("/v1/ready") == before
    await bus.tell(no_longer_ready(person), no_longer_ready(person))
    assert (await staff.get("/v1/ready"))["items"] == []


async def test_the_openings_of_a_person_are_the_opportunities_they_match(staff: Staff, tell: Any) -> None:
    person = await tell(lot=Lot.CARDIFF_AND_VALE, **FAR)
    other_kind, near, far = [
        (await staff.opportunity(lot=lot, kind=kind, places=1))["id"]
        for lot, kind in (
            ("Cardiff and Vale", "paid_job"),
            ("Cardiff and Vale", "work_experience"),
            ("Gwent", "work_experience"),
        )
    ]
    found = (await staff.get(f"/v1/ready/{person.enrolment}/matches", limit=500))["items"]
    ids = [each["opportunity"]["id"] for each in found]
    assert ids.index(near) < ids.index(far)
    assert other_kind not in ids
    assert all(each["reasons"] for each in found)
    assert {each["opportunity"]["lot"] for each in found} <= {"Cardiff and Vale", "Gwent", "Cwm Taf"}


async def test_nobody_learns_of_another_providers_ready_people(
    staff: Staff, others: Staff, government: Staff, tell: Any, employers: Running, bearer: Tokens
) -> None:
    person = await tell()
    offer = await staff.opportunity()
    assert str(person.participant) not in str(await others.get("/v1/ready"))
    assert str(person.participant) not in str(await others.matches(offer))
    assert str(person.participant) not in str(await others.offer(offer))
    await others.get(f"/v1/ready/{person.enrolment}/matches", expects=404)
    await government.get("/v1/ready", expects=403)
    purposeless = bearer("provider", person.provider, purposes=["figures"])
    assert (await employers.client.get("/v1/ready", headers=purposeless)).status_code == 403


async def test_the_bank_is_listed_in_pages(staff: Staff, tell: Any) -> None:
    people = {str((await tell()).enrolment) for _ in range(3)}
    page = await staff.get("/v1/ready", limit=2)
    rest = await staff.get("/v1/ready", limit=2, after=page["next"])
    assert {each["enrolment"] for each in (*page["items"], *rest["items"])} == people
    assert rest["next"] is None


async def test_a_site_is_one_of_the_employers(staff: Staff) -> None:
    employer = await staff.employer()
    body = an_opportunity_body(employer["id"], site="Bangor")
    refused = await staff.post("/v1/opportunities", body, expects=422)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("unknown-site", "/site")
    made = await staff.post("/v1/opportunities", {**body, "site": "Y Rhyl"})
    assert made["site"] == "Y Rhyl"
