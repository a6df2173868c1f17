"""The bank of ready people: who is in it from when to when, and what suits them (handbook 4)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from deploy.demo.oows import Lot
from shared.clock import date_in_wales, now
from shared.contracts.participant import ParticipantErased
from shared.contracts.readiness import CertificateHeld
from shared.contracts.vocabulary import Adjustment, CertificateKind, Travel
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import (
    Staff,
    agreed_to_matching,
    an_opportunity_body,
    exited,
    no_longer_ready,
    ready,
)
from tests.services.employers.matching.conftest import counts, people_in

FOOD = CertificateHeld(kind=CertificateKind.FOOD_HYGIENE)
FAR = {"travel": Travel.ADJOINING_LOTS}


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
    await staff.start({"id": made["placement"]})
    other = await staff.opportunity()
    assert counts(await staff.matches(other)) == {"in-full-time-placement": (1, 1)}
    await bus.tell(ready(person, today + timedelta(days=1)))
    assert people_in(await staff.matches(other)) == [str(person.participant)]


async def test_a_part_time_placement_leaves_somebody_ready(staff: Staff, tell: Any) -> None:
    person = await tell(on=date(2018, 3, 1))
    [made] = (await staff.offer(await staff.opportunity(hours_per_week=16)))["offers"]
    await staff.start({"id": made["placement"]})
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


async def test_a_person_is_told_what_employers_knows_they_are_ready_for(
    staff: Staff, tell: Any, employers: Running, bearer: Tokens, provider: UUID
) -> None:
    person = await tell(adjustments=(Adjustment.QUIET_PLACE,))
    answer = await employers.client.get(
        "/internal/subject-access",
        params={"participant": str(person.participant)},
        headers=bearer("lead", provider, purposes=["subject-access"], person="p-1"),
    )
    [told] = answer.json()["readiness"]
    assert (told["enrolment_id"], told["adjustments"]) == (str(person.enrolment), ["quiet_place"])
