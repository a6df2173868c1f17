"""Figures as of a date, over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.outcomes.figures.registry import TABLES
from tests.conftest import Running, Tokens
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import Person

AS_OF = "2019-01-31"


async def a_table(ask: Ask, provider: UUID, name: str, as_of: str = AS_OF) -> Any:
    return await ask(provider, f"aggregates/{name}", programme="oows", **{"as-of": as_of})


def the_row(table: Any, **where: str) -> dict[str, Any]:
    [row] = [row for row in table["rows"] if where.items() <= row.items()]
    found: dict[str, Any] = row
    return found


def left_out(table: Any) -> dict[str, int]:
    return {each["rule"]: each["records"] for each in table["left_out"]}


async def test_the_catalogue_names_every_table(outcomes: Running, bearer: Tokens) -> None:
    answer = await outcomes.client.get("/v1/aggregates", headers=bearer("wg"))
    assert tuple(each["table"] for each in answer.json()["tables"]) == tuple(TABLES)


@pytest.mark.parametrize("programme", ["oows", "pmw", "ess"])
async def test_every_table_says_what_it_tells_by_what_and_in_which_unit(
    outcomes: Running, bearer: Tokens, programme: str
) -> None:
    answer = await outcomes.client.get(
        "/v1/aggregates", params={"programme": programme}, headers=bearer("wg")
    )
    tables = {each["table"]: each for each in answer.json()["tables"]}
    for each in tables.values():
        assert each["description"]["en"] != each["description"]["cy"]
        assert each["source"]
        assert each["dimensions"]
        assert each["figures"]
    assert ("soft-outcomes" in tables, "outcomes-by-part" in tables) == (
        programme == "oows", programme != "ess",
    )  # fmt: skip
    rates = tables["outcome-rates"]
    assert [each["dimension"] for each in rates["dimensions"]] == ["lot", "esf_area", "outcome"]
    assert {"en": "per cent", "cy": "y cant"} in [each["unit"] for each in rates["figures"]]


async def test_who_registered_later_is_left_out_and_said_to_be(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    early, late = Person(provider), Person(provider)
    await tell(early.registered(), late.registered(date(2019, 2, 1)))
    table = await a_table(ask, provider, "participation-by-lot")
    assert the_row(table, lot="Powys")["participation_to_date"] == 1
    assert left_out(table) == {"registered-after-period": 1}
    later = await a_table(ask, provider, "participation-by-lot", "2019-02-01")
    assert the_row(later, lot="Powys")["participation_to_date"] == 2
    assert later["left_out"] == []
    cell = the_row(
        await a_table(ask, provider, "participation-by-operation"),
        esf_area="East Wales",
        strand="25+",
        lot="Powys",
    )
    assert (cell["participation_to_date"], cell["q10_target"]) == (1, 248)


async def test_stays_count_leavers_by_the_date_and_leave_out_what_cannot_be_trusted(
    tell: Tell, ask: Ask
) -> None:
    provider = uuid4()
    people = [Person(provider) for _ in range(6)]
    await tell(*(person.registered() for person in people))
    live, left, later, backwards, dateless, kindless = people
    await tell(
        left.left(date(2017, 3, 11)),
        later.left(date(2019, 2, 3)),
        backwards.left(date(2017, 2, 1), kind="unplanned", reason=None),
        dateless.left(None, told=date(2018, 5, 1), kind="unplanned", reason=None),
        kindless.left(date(2017, 3, 31), kind=None, reason=None),
    )
    table = await a_table(ask, provider, "status-and-duration")
    assert the_row(table, lot="Powys") == {
        "lot": "Powys",
        "planned_exit_pct": 17,
        "early_exit_pct": 33,
        "live_pct": 33,
        "total": 6,
        "mean_days": 20,
        "median_days": 20,
        "range_months_min": 0,
        "range_months_max": 1,
    }
    assert the_row(table, lot="Total")["total"] == 6
    assert left_out(table) == {
        "exit-after-period": 1,
        "exit-before-start": 1,
        "leaver-without-exit-date": 1,
    }
    before = await a_table(ask, provider, "status-and-duration", "2018-04-30")
    assert the_row(before, lot="Powys")["early_exit_pct"] == 17
    assert live.enrolment != later.enrolment


async def test_a_claim_counts_from_the_day_of_leaving_or_achieving_on(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    now, then = Person(provider), Person(provider)
    await tell(now.registered(), now.achieved("paid_work", date(2019, 1, 31)), now.left(date(2019, 1, 15)))
    await tell(then.registered(), then.achieved("paid_work", date(2019, 1, 2)), then.left(date(2019, 2, 1)))
    table = await a_table(ask, provider, "outcomes-by-lot")
    entered = "Entered employment, including self-employment, upon leaving"
    assert (the_row(table, outcome=entered)["Powys"], the_row(table, outcome=entered)["Total"]) == (1, 1)
    assert left_out(table) == {"exit-after-period": 1}
    earlier = await a_table(ask, provider, "outcomes-by-lot", "2019-01-30")
    assert the_row(earlier, outcome=entered)["Total"] == 0
    progress = await a_table(ask, provider, "progress-against-targets", "2019-02-01")
    assert the_row(progress, outcome=entered)["recorded"] == 2


async def test_characteristics_are_those_that_hold_now(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    one, other, young = Person(provider), Person(provider), Person(provider)
    await tell(one.registered(), one.assessed(gender="male", qualification="cqfw_2"))
    await tell(
        other.registered(), other.assessed(gender="male", homeless="yes"), other.left(date(2018, 1, 1))
    )
    await tell(young.registered(strand="16-24"))
    await tell(one.assessed(date(2017, 4, 1), gender="female", qualification="cqfw_3"))
    table = await a_table(ask, provider, "characteristics")
    found = {row["value"]: row["participants"] for row in table["rows"]}
    assert (found["Male"], found["Female"], found["16-24"], found["25 and over"]) == (1, 1, 1, 2)
    assert (found["CQFW levels 1-3"], found["Homeless or affected by housing exclusion"]) == (1, 1)
    assert (found["Planned exit"], found["Early leaver"]) == (1, 0)
    assert the_row(table, value="Male")["pct"] == 33


async def test_soft_outcomes_are_those_of_the_last_exit(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    back, silent = Person(provider), Person(provider)
    first = {"own_confidence": "worse", "progressing_in_a_job": "much_worse"}
    last = {"own_confidence": "better", "managing_condition": "no_change"}
    await tell(back.registered(), back.left(date(2017, 6, 1), soft_outcomes=first))
    await tell(silent.registered(), silent.left(date(2017, 6, 1)))
    table = await a_table(ask, provider, "soft-outcomes")
    assert the_row(table, indicator="Progressing in a job they obtained")["much_worse_pct"] == 100
    assert left_out(table) == {"soft-outcomes-missing": 1}
    await tell(back.rejoined(date(2017, 9, 1)))
    table = await a_table(ask, provider, "soft-outcomes")
    assert {row["total"] for row in table["rows"]} == {0}
    await tell(back.left(date(2018, 1, 1), soft_outcomes=last))
    table = await a_table(ask, provider, "soft-outcomes")
    assert the_row(table, indicator="Their own confidence")["better_pct"] == 100
    assert the_row(table, indicator="Progressing in a job they obtained")["total"] == 0


async def test_a_table_is_csv_where_that_is_asked_for(tell: Tell, outcomes: Running, bearer: Tokens) -> None:
    person = Person()
    await tell(person.registered(), person.left(date(2019, 2, 2)))
    answer = await outcomes.client.get(
        "/v1/aggregates/outcomes-by-lot",
        params={"programme": "oows", "as-of": AS_OF},
        headers={**bearer("lead", person.provider), "Accept": "text/csv, application/json;q=0.9"},
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["dolen-left-out"] == "exit-after-period=1"
    first, _, employment, *_ = answer.text.splitlines()
    assert first == ("outcome,North Wales,Gwent,Dyfed,Western Bay,Cwm Taf,Powys,Cardiff and Vale,Total")
    assert employment.startswith('"Entered employment, including self-employment, upon leaving",0')


@pytest.mark.parametrize("name", TABLES)
async def test_a_provider_counts_its_own_people_welsh_government_all_and_others_none(
    name: str, outcomes: Running, bearer: Tokens
) -> None:
    for role, status in (("lead", 200), ("provider", 200), ("wg", 200), ("apb", 403), ("referrer", 403)):
        answer = await outcomes.client.get(
            f"/v1/aggregates/{name}", params={"programme": "oows"}, headers=bearer(role)
        )
        assert answer.status_code == status, answer.text
        if role == "lead":
            assert answer.json()["left_out"] == []
    assert (await outcomes.client.get(f"/v1/aggregates/{name}")).status_code == 401


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("participation-by-lot?programme=oows&as-of=2199-01-01", 422, "as-of-in-future"),
        ("participation-by-lot?programme=oows&as-of=yesterday", 422, "invalid"),
        ("participation-by-lot?programme=pmw2", 422, "unknown-programme"),
        ("participation-by-lot", 422, "invalid"),
        ("people?programme=oows", 404, "unknown-table"),
    ],
)
async def test_a_question_that_cannot_be_answered_is_told_why(
    path: str, status: int, code: str, outcomes: Running, bearer: Tokens
) -> None:
    answer = await outcomes.client.get(f"/v1/aggregates/{path}", headers=bearer("wg"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
