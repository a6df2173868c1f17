"""Once a person was erased, outcomes counts them as before, and nothing in it leads to them."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.outcomes.figures.registry import TABLES as ALL_TABLES
from shared.contracts.participant import ActivityRecorded, ParticipantAssessed, ParticipantErased
from tests.conftest import Running, Tokens
from tests.services.outcomes.conftest import Ask, Figures, Tell
from tests.services.outcomes.facts import Person

LEFT = date(2017, 8, 31)
KEPT = [name for name, table in ALL_TABLES.items() if table.keeps_known_then]
TABLES = (
    "participation-by-lot", "outcomes-by-lot", "characteristics", "soft-outcomes", "status-and-duration",
    "employment-wheel", "recovery", "support", "courses",
)  # fmt: skip
HOLDING = (
    "enrolment", "enrolment_change", "record", "soft_outcome", "soft_outcome_change", "achievement", "claim",
    "finding", "waiting", "wheel", "recent_use", "support", "course",
)  # fmt: skip


def erased(person: Person) -> ParticipantErased:
    return person.fact(ParticipantErased, date(2018, 6, 1))


async def took_part(tell: Tell, person: Person) -> None:
    """A way with support, claims, a refusal, an answered form of leaving and something to mend."""
    on, scores = date(2017, 4, 3), {"cv": 4}
    course = {"kind": "accredited_course", "hours": 2, "started_on": on, "course_id": uuid4()}
    await tell(person.registered(labour_market="unemployed"), person.assessed())
    await tell(
        person.contacted(on),
        person.fact(ActivityRecorded, on, **course),
        person.fact(ParticipantAssessed, on, form="wheel", assessed_on=on, wheel=scores),
        person.fact(ParticipantAssessed, on, form="recovery", assessed_on=on, recent_use="abstinent"),
    )
    await tell(
        person.achieved("paid_work", LEFT),
        person.achieved("qualification", LEFT, cqfw_level=3),
        person.achieved("job_search", LEFT),
        person.left(LEFT),
    )


async def counted(ask: Ask, person: Person) -> list[Any]:
    """What tables say, whenever they are asked."""
    told = [await ask(person.provider, f"aggregates/{table}", programme="oows") for table in TABLES]
    return [{**table, "known_at": None} for table in told]


async def where_it_stands(outcomes: Running, *ids: str) -> list[str]:
    """In which tables any of the ids is, but for the mark that somebody was erased."""
    found = []
    async with outcomes.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        for table in HOLDING:
            rows = await connection.fetch(f"SELECT t::text AS row FROM {table} AS t")
            found += [table for row in rows if any(id in row["row"] for id in ids)]
    return found


async def test_an_erased_person_is_counted_as_before_and_nothing_leads_to_them(
    tell: Tell, ask: Ask, outcomes: Running
) -> None:
    person = Person()
    beside = Person(provider=person.provider)
    await took_part(tell, person)
    await took_part(tell, beside)
    claims = (await ask(person.provider, "claims", enrolment=str(person.enrolment)))["items"]
    assert {each["decision"] for each in claims} == {"claimed", "refused"}
    before = await counted(ask, person)
    await tell(erased(person))
    assert await counted(ask, person) == before
    ids = [str(person.participant), str(person.enrolment), *(each["id"] for each in claims)]
    assert await where_it_stands(outcomes, *ids) == []
    shown = (await ask(person.provider, "claims"))["items"]
    assert {each["enrolment"] for each in shown} == {str(beside.enrolment)}
    to_mend = (await ask(person.provider, "data-quality"))["items"]
    assert {each["enrolment"] for each in to_mend} <= {str(beside.enrolment)}


@pytest.mark.parametrize("table", KEPT)
async def test_what_was_known_before_an_erasure_is_told_as_it_was(
    table: str, tell: Tell, figures: Figures
) -> None:
    person = Person()
    await took_part(tell, person)
    before = await figures(person.provider, table)
    await tell(erased(person))
    assert await figures(person.provider, table, before["known_at"]) == before


async def test_a_claim_of_an_erased_person_is_shown_to_nobody(
    tell: Tell, ask: Ask, outcomes: Running, bearer: Tokens
) -> None:
    person = Person()
    await took_part(tell, person)
    claims = (await ask(person.provider, "claims", enrolment=str(person.enrolment)))["items"]
    await tell(erased(person))
    for each in claims:
        shown = await outcomes.client.get(f"/v1/claims/{each['id']}", headers=bearer("wg", person.provider))
        assert shown.status_code == 404
    assert await ask(person.provider, "claims", participant=str(person.participant)) == {
        "items": [],
        "next": None,
    }


async def test_what_comes_late_about_an_erased_person_is_not_kept(
    tell: Tell, ask: Ask, outcomes: Running
) -> None:
    person = Person()
    await tell(person.started(date(2017, 7, 1)))  # overtakes a registration that never comes
    await tell(erased(person))
    await tell(person.contacted(LEFT), person.placed(date(2017, 6, 1)))
    assert await where_it_stands(outcomes, str(person.participant), str(person.enrolment)) == []


async def test_a_second_telling_of_an_erasure_changes_nothing(tell: Tell, ask: Ask) -> None:
    person = Person()
    await took_part(tell, person)
    await tell(erased(person))
    once = await counted(ask, person)
    await tell(erased(person))
    assert await counted(ask, person) == once
