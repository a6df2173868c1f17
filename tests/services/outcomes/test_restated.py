"""What a restatement does to claims, findings, announcements and figures, case by case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.services.outcomes.conftest import Ask, Figures, Tell
from tests.services.outcomes.facts_of_events import (
    CALLED,
    GAINED,
    HISTORY,
    IN_GWENT,
    LEFT,
    REGISTERED,
    Posted,
    Told,
)


def in_lot(table: dict[str, Any], lot: str, column: str) -> Any:
    [row] = [row for row in table["rows"] if row["lot"] == lot]
    return row[column]


async def test_a_registration_that_is_withdrawn_leaves_the_figures_and_not_what_was_known(
    tell: Tell, figures: Figures, ask: Ask, announced: Any
) -> None:
    told = Told()
    await tell(*told.facts(HISTORY))
    before = await figures(told.provider, "participation-by-lot")
    await tell(told.restated([], 1, "withdrawn"))
    after = await figures(told.provider, "participation-by-lot")
    assert (in_lot(before, "Powys", "participation_to_date"), after["left_out"]) == (1, [])
    assert in_lot(after, "Powys", "participation_to_date") == 0
    assert await figures(told.provider, "participation-by-lot", before["known_at"]) == before
    claims = (await ask(told.provider, "claims", participant=str(told.participant)))["items"]
    assert {each["withdrawn_because"] for each in claims} == {"restated"}
    to_mend = await ask(told.provider, "data-quality", **{"as-of": "2019-01-31"})
    assert to_mend["items"] == []
    facts = [each["fact"] for each in await announced(told.enrolment)]
    assert facts == ["achieved", "claimed", "withdrawn"]
    # what was withdrawn can be put right again
    await tell(told.restated(HISTORY, 2))
    again = await figures(told.provider, "participation-by-lot")
    assert again["rows"] == before["rows"]
    facts = [each["fact"] for each in await announced(told.enrolment)]
    assert facts == ["achieved", "claimed", "withdrawn", "achieved", "claimed"]


async def test_a_restatement_announces_nothing_that_was_announced_before(tell: Tell, announced: Any) -> None:
    told = Told()
    await tell(*told.facts(HISTORY))
    before = await announced(told.enrolment)
    await tell(told.restated([*HISTORY, CALLED], 1))
    assert await announced(told.enrolment) == before


async def test_a_claim_counts_in_the_lot_that_the_registration_now_says(
    tell: Tell, figures: Figures, ask: Ask
) -> None:
    told = Told()
    await tell(*told.facts(HISTORY))
    before = await figures(told.provider, "outcomes-by-lot")
    await tell(told.restated([IN_GWENT, GAINED, LEFT], 1))
    after = await figures(told.provider, "outcomes-by-lot")
    for table, lot in ((before, "Powys"), (after, "Gwent")):
        counted = {
            name: number
            for row in table["rows"]
            for name, number in row.items()
            if name not in ("outcome", "Total") and number
        }
        assert counted == {lot: 1}
    claims = (await ask(told.provider, "claims", decision="claimed"))["items"]
    assert sorted((each["lot"], each["withdrawn_because"]) for each in claims) == [
        ("Gwent", None),
        ("Powys", "restated"),
    ]


async def test_two_people_who_are_one_are_told_of_as_one(tell: Tell, ask: Ask) -> None:
    one, other = Told(), Told()
    other = replace(other, provider=one.provider)
    await tell(*one.facts([REGISTERED]), *other.facts(HISTORY[:1]))
    merged = replace(other, participant=one.participant)
    await tell(merged.restated(HISTORY[:1], 1, "merged"))
    rule = {"rule": "second-open-record", "as-of": "2019-01-31"}
    [found] = (await ask(one.provider, "data-quality", **rule))["items"]
    assert found["participant"] == str(one.participant)
    await tell(other.restated(HISTORY, 2, "merged"))
    assert (await ask(one.provider, "data-quality", **rule))["items"] == []
    claims = (await ask(one.provider, "claims", participant=str(other.participant)))["items"]
    assert [each["category"] for each in claims if each["decision"] == "claimed"] == ["employment"]


@pytest.mark.parametrize("beside", [(), (GAINED,)])
async def test_a_contact_is_taken_in_once_whichever_comes_first_it_or_the_restatement(
    beside: Sequence[Posted], tell: Tell, ask: Ask
) -> None:
    """With another fact beside it, a contact is not taken in by the short way."""
    told = Told()
    registration, *_ = told.facts([REGISTERED])
    [contact] = told.facts([REGISTERED, CALLED])[1:]
    later = replace(CALLED, id="e-later", on=date(2017, 5, 1))
    [new] = told.facts([REGISTERED, later], restatement=1)[1:]
    more = told.facts([REGISTERED, *beside])[1:]
    await tell(registration)
    await tell(new, *more)
    assert await silent_since(ask, told) == "2017-04-30"
    await tell(told.restated([REGISTERED, *beside], 1))
    assert await silent_since(ask, told) == "2017-06-30"
    await tell(contact.model_copy(update={"contacted_on": date(2017, 5, 30)}), *more)
    assert await silent_since(ask, told) == "2017-06-30"


async def test_what_was_told_of_support_is_replaced(tell: Tell, figures: Figures) -> None:
    told, day = Told(), date(2017, 4, 1)
    wheels = [
        Posted(f"e-wheel-{n}", "assessed", date(2017, 4 + n, 1), {"form": "wheel", "cv": cv})
        for n, cv in enumerate((3, 9))
    ]
    uses = [
        Posted(f"e-use-{n}", "assessed", date(2017, 4 + n, 1), {"form": "recovery", "recent_use": use})
        for n, use in enumerate(("many_lapses", "abstinent"))
    ]
    course = Posted("e-course", "activity-recorded", day, {"kind": "accredited_course", "hours": 6})
    wrong = [REGISTERED, CALLED, course, *wheels, *uses]
    await tell(*told.facts(wrong))
    assert await support_of(figures, told) == {
        "progressed": 1, "reduced": 1, "started": 1, "completed": 0, "contacts": 1, "calls": 1, "letters": 0,
        "hours": 1,
    }  # fmt: skip
    written = replace(CALLED, data={"kind": "letter"})
    ended = replace(course, data={"kind": "accredited_course", "result": "completed"})
    await tell(told.restated([REGISTERED, written, ended, wheels[0], uses[0]], 1))
    assert await support_of(figures, told) == {
        "progressed": 0, "reduced": 0, "started": 1, "completed": 1, "contacts": 0, "calls": 0, "letters": 1,
        "hours": 0,
    }  # fmt: skip
    await tell(told.restated([], 2, "withdrawn"))
    assert set((await support_of(figures, told)).values()) == {0}


async def test_support_that_was_told_before_a_restatement_counts_once_and_later_support_is_added(
    tell: Tell, figures: Figures
) -> None:
    told = Told()
    registration, contact = told.facts([REGISTERED, CALLED])
    [_, later] = told.facts([REGISTERED, replace(CALLED, id="e-later")], restatement=1)
    await tell(registration, later)
    assert (await support_of(figures, told))["contacts"] == 0
    await tell(told.restated([REGISTERED, CALLED], 1))
    await tell(contact)
    [row] = [
        row
        for row in (await figures(told.provider, "support"))["rows"]
        if (row["lot"], row["measure"]) == ("Powys", "contacts")
    ]
    assert (row["with_any"], row["most"]) == (1, 2)


async def support_of(figures: Figures, told: Told) -> dict[str, Any]:
    """How many were given what, of one person."""
    tables = {
        name: (await figures(told.provider, name))["rows"]
        for name in ("employment-wheel", "recovery", "courses", "support")
    }
    [wheel] = [row for row in tables["employment-wheel"] if row["category"] == "at_least_one"]
    [use] = [row for row in tables["recovery"] if row["lot"] == "Total"]
    courses = [row for row in tables["courses"] if row["kind"] == "Total"]
    found = {"progressed": wheel["progressed"], "reduced": use["reduced"]}
    for name in ("started", "completed"):
        found[name] = sum(row[name] for row in courses)
    found |= {row["measure"]: row["with_any"] for row in tables["support"] if row["lot"] == "Powys"}
    return {**dict.fromkeys(("contacts", "calls", "letters", "hours"), 0), **found}


async def silent_since(ask: Ask, told: Told) -> str:
    rule = {"rule": "no-contact-for-60-days", "as-of": "2019-01-31"}
    [found] = (await ask(told.provider, "data-quality", **rule))["items"]
    since: str = found["findings"][0]["since"]
    return since
