"""Tables of the support that people were given, counted by hand: wheels, recovery, contacts, courses."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.participant import ActivityRecorded, ContactRecorded, ParticipantAssessed
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import Person

AS_OF = "2017-12-31"


async def a_table(ask: Ask, provider: UUID, name: str, as_of: str = AS_OF) -> list[dict[str, Any]]:
    table = await ask(provider, f"aggregates/{name}", programme="oows", **{"as-of": as_of})
    rows: list[dict[str, Any]] = table["rows"]
    return rows


def a_wheel(person: Person, on: date, **scores: int) -> ParticipantAssessed:
    return person.fact(ParticipantAssessed, on, form="wheel", assessed_on=on, wheel=scores)


def a_use(person: Person, on: date, use: str, form: str = "recovery") -> ParticipantAssessed:
    return person.fact(ParticipantAssessed, on, form=form, assessed_on=on, recent_use=use)


def a_contact(person: Person, on: date, kind: str, *, attended: bool = True, at: date | None = None) -> Any:
    told = {"contacted_on": at or on, "attended": attended, "kind": kind}
    return person.fact(ContactRecorded, on, **told)


async def test_progress_on_the_wheel_is_the_last_score_minus_the_baseline_by_category(
    tell: Tell, ask: Ask
) -> None:
    provider = uuid4()
    up, down, once, never = (Person(provider) for _ in range(4))
    await tell(
        *(person.registered() for person in (up, down, once, never)),
        a_wheel(up, date(2017, 3, 6), cv=2, basic_skills=5),
        a_wheel(up, date(2017, 5, 8), cv=9, basic_skills=4),
        a_wheel(up, date(2017, 9, 4), cv=5, basic_skills=4),
        a_wheel(down, date(2017, 3, 6), cv=6),
        a_wheel(down, date(2017, 9, 4), cv=4),
        a_wheel(once, date(2017, 3, 6), cv=3),
    )
    rows = {row["category"]: row for row in await a_table(ask, provider, "employment-wheel")}
    assert rows["cv"] == {
        "category": "cv", "baselines": 3, "later": 2, "progressed": 1, "progressed_pct": 50, "went_back": 1,
        "mean_progress_tenths": 5,
    }  # fmt: skip
    assert (rows["basic_skills"]["baselines"], rows["basic_skills"]["went_back"]) == (1, 1)
    assert rows["interview_skills"]["baselines"] == 0
    everybody = rows["at_least_one"]
    assert (everybody["baselines"], everybody["later"], everybody["progressed"]) == (3, 2, 1)
    assert everybody["went_back"] == 1


async def test_the_wheel_is_counted_as_of_the_date(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(
        person.registered(),
        a_wheel(person, date(2017, 3, 6), cv=2),
        a_wheel(person, date(2017, 9, 4), cv=5),
    )
    spring = {
        row["category"]: row for row in await a_table(ask, person.provider, "employment-wheel", "2017-06-30")
    }
    assert (spring["cv"]["baselines"], spring["cv"]["later"]) == (1, 0)


async def test_a_second_wheel_of_one_day_takes_the_place_of_the_first(tell: Tell, ask: Ask) -> None:
    person, day = Person(), date(2017, 3, 6)
    await tell(person.registered(), a_wheel(person, day, cv=2))
    await tell(a_wheel(person, day, cv=7), a_wheel(person, date(2017, 4, 3), cv=6))
    rows = {row["category"]: row for row in await a_table(ask, person.provider, "employment-wheel")}
    assert (rows["cv"]["later"], rows["cv"]["went_back"]) == (1, 1)


async def test_recent_use_is_compared_between_the_first_and_the_last_time(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    told = {
        ("many_lapses", "abstinent"): "reduced", ("some_lapses", "some_lapses"): "same",
        ("abstinent", "some_lapses"): "increased", ("not_known", "abstinent"): "not_known",
    }  # fmt: skip
    facts: list[Any] = []
    for first, last in told:
        person = Person(provider)
        facts += [
            person.registered(),
            a_use(person, date(2017, 3, 6), first, "P2"),
            a_use(person, date(2017, 9, 4), last),
        ]
    once = Person(provider)
    await tell(*facts, once.registered(), a_use(once, date(2017, 3, 6), "abstinent", "P2"))
    rows = {row["lot"]: row for row in await a_table(ask, provider, "recovery")}
    counted = {
        name: rows["Powys"][name] for name in ("reduced", "same", "increased", "not_known", "asked_once")
    }
    assert set(counted.values()) == {1}
    assert (rows["Total"]["asked"], rows["Total"]["reduced_pct"], rows["Dyfed"]["asked"]) == (5, 33, 0)


async def test_contacts_calls_letters_and_hours_are_counted_per_participant(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    busy, quiet = Person(provider), Person(provider)
    day = date(2017, 3, 6)
    await tell(busy.registered(), quiet.registered())
    await tell(
        a_contact(busy, day, "phone"),
        a_contact(busy, day, "face_to_face"),
        a_contact(busy, day, "letter"),
        a_contact(busy, day, "phone", attended=False),
        a_contact(busy, day, "phone", at=date(2199, 1, 1)),
        busy.active(day, 10.6),
    )
    await tell(a_contact(busy, date(2017, 4, 3), "group"), busy.active(date(2017, 4, 3), 100))
    rows = [row for row in await a_table(ask, provider, "support") if row["lot"] == "Powys"]
    assert {row["provider"] for row in rows} == {str(provider)}
    found = {row["measure"]: row for row in rows}
    summaries = {
        name: (row["mean"], row["median"], row["most"], row["with_any"]) for name, row in found.items()
    }
    assert summaries == {
        "hours": (56, 56, 111, 1), "contacts": (2, 2, 3, 1), "calls": (1, 1, 1, 1), "letters": (1, 1, 1, 1),
    }  # fmt: skip
    assert (found["hours"]["up_to_0"], found["hours"]["up_to_100"], found["hours"]["more"]) == (1, 0, 1)
    assert (
        sum(
            found["contacts"][name]
            for name in found["contacts"]
            if name.startswith("up_to") or name == "more"
        )
        == 2
    )


async def test_contacts_that_overtake_the_registration_count(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(a_contact(person, date(2017, 3, 6), "phone"))
    await tell(person.registered())
    rows = {
        row["measure"]: row for row in await a_table(ask, person.provider, "support") if row["lot"] == "Powys"
    }
    assert (rows["contacts"]["with_any"], rows["calls"]["with_any"]) == (1, 1)


async def test_courses_are_counted_once_from_their_start_to_their_result(tell: Tell, ask: Ask) -> None:
    person, course = Person(), uuid4()
    begun = {"kind": "accredited_course", "hours": 0, "started_on": date(2017, 4, 3), "course_id": course}
    await tell(
        person.registered(),
        person.fact(ActivityRecorded, date(2017, 4, 3), **begun),
        person.fact(
            ActivityRecorded, date(2017, 5, 8), **begun, ended_on=date(2017, 5, 8), result="completed"
        ),
        person.fact(ActivityRecorded, date(2017, 4, 4), **{**begun, "course_id": uuid4()}),
    )
    rows = {row["kind"]: row for row in await a_table(ask, person.provider, "courses")}
    accredited = rows["accredited_course"]
    assert (accredited["started"], accredited["completed"], accredited["no_result"]) == (2, 1, 1)
    assert (rows["Total"]["started"], rows["Total"]["completed_pct"]) == (2, 50)
    in_april = {row["kind"]: row for row in await a_table(ask, person.provider, "courses", "2017-04-30")}
    assert (in_april["Total"]["started"], in_april["Total"]["completed"]) == (2, 0)
