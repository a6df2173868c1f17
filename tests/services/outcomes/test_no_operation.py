"""Whose lot and authority make no operation is a finding, and left out of every table alike."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.outcomes.figures.left_out import NO_OPERATION
from services.outcomes.figures.registry import TABLES
from shared.contracts.participant import ActivityRecorded, ParticipantAssessed
from tests.conftest import Running, Tokens
from tests.graph import entities
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import Person
from tests.services.outcomes.test_tables import AS_OF, a_table, left_out

LEFT = date(2018, 1, 10)
ANSWERS = {"own_confidence": "better"}
DYFED_AND_CARDIFF: dict[str, Any] = {"lot": "Dyfed", "esf_area": "East Wales", "local_authority": "W06000015"}


async def whole_lives(tell: Tell, provider: UUID, **where: Any) -> None:
    """Two people, of whom one was given support and has left with a qualification and one registered after
    the date."""
    person, later = Person(provider), Person(provider)
    day = date(2017, 3, 6)
    assessed = {"form": "P2", "assessed_on": day, "recent_use": "abstinent"}
    course = {"kind": "accredited_course", "started_on": day, "hours": 6, "course_id": uuid4()}
    await tell(
        person.registered(**where),
        person.assessed(),
        person.fact(ParticipantAssessed, day, **assessed),
        person.fact(ParticipantAssessed, day, form="wheel", assessed_on=day, wheel={"cv": 3}),
        person.fact(ActivityRecorded, day, **course),
        person.achieved("qualification", LEFT, cqfw_level=2),
        person.left(LEFT, soft_outcomes=ANSWERS),
        later.registered(date(2019, 3, 1), **where),
    )


@pytest.mark.parametrize("name", TABLES)
async def test_every_table_leaves_them_out_and_says_so(name: str, tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    await whole_lives(tell, provider)
    before = await a_table(ask, provider, name)
    await whole_lives(tell, provider, **DYFED_AND_CARDIFF)
    after = await a_table(ask, provider, name)
    assert after["rows"] == before["rows"]
    earlier = left_out(before)
    expected = {**earlier, "registered-after-period": earlier["registered-after-period"] + 1, NO_OPERATION: 1}
    assert left_out(after) == expected


async def test_all_tables_count_the_same_people(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    await whole_lives(tell, provider)
    await whole_lives(tell, provider, **DYFED_AND_CARDIFF)
    tables = {name: (await a_table(ask, provider, name))["rows"] for name in TABLES}
    strands, in_lots, rates = (
        [row for row in tables[name] if row[column] == value]
        for name, column, value in (
            ("characteristics", "characteristic", "Strand"),
            ("characteristics-by-lot", "characteristic", "Strand"),
            ("outcome-rates", "lot", "Total"),
        )
    )
    assert {
        "participation-by-lot": sum(row["participation_to_date"] for row in tables["participation-by-lot"]),
        "participation-by-operation": sum(
            row["participation_to_date"] for row in tables["participation-by-operation"]
        ),
        "characteristics": sum(row["participants"] for row in strands),
        "status-and-duration": tables["status-and-duration"][-1]["total"],
        "outcomes-by-lot": sum(row["Total"] for row in tables["outcomes-by-lot"]),
        "progress-against-targets": sum(row["recorded"] for row in tables["progress-against-targets"]),
        "soft-outcomes": max(row["total"] for row in tables["soft-outcomes"]),
        "employment-wheel": tables["employment-wheel"][-1]["baselines"],
        "recovery": tables["recovery"][-1]["asked"],
        "support": tables["support"][-1]["registered"],
        "courses": tables["courses"][-1]["started"],
        "registrations-by-condition": sum(
            row["registrations"] for row in tables["registrations-by-condition"]
        ),
        "characteristics-by-lot": sum(row["participants"] for row in in_lots if row["lot"] == "Total"),
        "outcomes-by-part": sum(
            row["recorded"] for row in tables["outcomes-by-part"] if row["level"] == "Total"
        ),
        "outcome-rates": sum(row["recorded"] for row in rates) * rates[0]["registered"],
        "distance-to-target": tables["distance-to-target"][-1]["participation_to_date"],
        "registrations-by-month": sum(row["Total"] for row in tables["registrations-by-month"]),
    } == dict.fromkeys(TABLES, 1)


async def test_they_are_a_finding_of_their_provider(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(person.registered(**DYFED_AND_CARDIFF))
    page = await ask(person.provider, "data-quality", rule=NO_OPERATION, **{"as-of": AS_OF})
    [record] = page["items"]
    [finding] = record["findings"]
    assert (record["enrolment"], finding["rule"]) == (str(person.enrolment), NO_OPERATION)


@pytest.mark.parametrize("figures", ["participation", "outcomes"])
async def test_the_graph_leaves_them_out_of_their_lot_and_says_so(
    figures: str, outcomes: Running, bearer: Tokens, tell: Tell
) -> None:
    person = Person()
    await tell(person.registered(**DYFED_AND_CARDIFF))
    asked = f'{figures}(asOf: "{AS_OF}") {{ leftOut {{ rule records }} }}'
    dyfed, powys = ({"__typename": "Lot", "code": code} for code in ("Dyfed", "Powys"))
    said = await entities(outcomes, bearer("lead", person.provider), asked, dyfed, powys)
    left_out = [
        {row["rule"]: row["records"] for row in each[figures]["leftOut"]}
        for each in said["data"]["_entities"]
    ]
    assert [each.pop(NO_OPERATION) for each in left_out] == [1, 0]
    assert not any(any(others.values()) for others in left_out)
