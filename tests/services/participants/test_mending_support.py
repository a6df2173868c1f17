"""What a person was given and agreed to is mended like every other record: consents, appointments, group
sessions, courses, referring on."""

from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Running
from tests.services.participants.conftest import Posting, Shown, a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment, restated

SHARE = "share_work_outcome_with_referrer"


def at(day: str) -> str:
    return f"{day}T10:00:00+00:00"


def consenting(subject: str, day: str, *, given: bool, to: str = SHARE) -> dict[str, Any]:
    return an_event("consent-changed", subject, {"consent": to, "given": given}, time=at(day))


async def enrolment_of(shown: Shown, result: dict[str, Any]) -> dict[str, Any]:
    [enrolment] = (await shown(result))["enrolments"]
    found: dict[str, Any] = enrolment
    return found


async def test_a_consent_that_is_withdrawn_as_a_record_leaves_the_one_before_it(
    post: Posting, participants: Running, shown: Shown
) -> None:
    given, never = (
        consenting("S1", "2017-04-01", given=True),
        consenting("S1", "2017-05-01", given=False),
    )
    first, *_ = await post(a_registration("S1"), given, never)
    await post(an_amendment("S1", a_change(never, withdrawn=True)))
    assert (await enrolment_of(shown, first))["consents"][SHARE]["given"] is True
    fact = await restated(participants, first, 4)
    assert [each["type"].split(".")[3] for each in fact["history"]] == ["registered", "consent-recorded"]
    [_, told] = fact["history"]
    assert (told["data"]["consent"], told["data"]["given"], told["data"]["since"]) == (
        SHARE, True, "2017-04-01",
    )  # fmt: skip


async def test_a_consent_to_take_part_that_is_amended_away_refuses_what_needed_it(
    post: Posting, shown: Shown
) -> None:
    wrong = consenting("S2", "2017-04-01", given=True, to="follow_up")
    mentor = an_event("mentor-allocated", "S2", {"mentor": "M-1"}, time=at("2017-05-01"))
    first, *_ = await post(a_registration("S2"), wrong, mentor)
    before = await shown(first)
    no_more = {"consent": "to_take_part", "given": False}
    [result] = await post(an_amendment("S2", a_change(wrong, data=no_more)))
    problem = result["problem"]
    assert (problem["code"], problem["because"]) == ("amends-into-conflict", "consent-withdrawn")
    assert await shown(first) == before


async def test_consents_of_a_registration_that_is_amended_stand_as_it_says_now(
    post: Posting, shown: Shown
) -> None:
    wrong = a_registration("S3")
    [first] = await post(wrong)
    consent = {**wrong["data"]["consent"], "employer_matching": {"given": False}}
    await post(an_amendment("S3", a_change(wrong, data={**wrong["data"], "consent": consent})))
    consents = (await enrolment_of(shown, first))["consents"]
    assert {name: each["given"] for name, each in consents.items()} == {
        "to_take_part": True, "employer_matching": False,
    }  # fmt: skip


async def test_an_appointment_is_amended_and_withdrawn_and_nobody_else_is_told(
    post: Posting, participants: Running, shown: Shown
) -> None:
    made = {"appointment": "a", "planned_on": "2017-03-20", "kind": "face_to_face"}
    first_one = an_event("appointment-made", "S4", made)
    other = an_event("appointment-made", "S4", {**made, "appointment": "b", "planned_on": "2017-03-27"})
    missed = {"kind": "face_to_face", "appointment": "a", "attendance": "did_not_attend"}
    meeting = an_event("contact-recorded", "S4", missed, time=at("2017-03-20"))
    first, *_ = await post(a_registration("S4"), first_one, other, meeting)
    moved = {**made, "planned_on": "2017-03-21"}
    results = await post(
        an_amendment("S4", a_change(first_one, data=moved), a_change(other, withdrawn=True)),
        an_amendment("S4", a_change(meeting, data={**missed, "missed_by": "mentor"})),
    )
    assert [each["status"] for each in results] == ["accepted", "accepted"]
    [shown_one] = (await enrolment_of(shown, first))["appointments"]
    assert (shown_one["planned_on"], shown_one["status"], shown_one["is_first_missed"]) == (
        "2017-03-21", "missed_by_mentor", False,
    )  # fmt: skip
    # who did not come is told to nobody but these two, and only the registration was announced
    left = an_event("exited", "S4", {"left_on": "2017-06-02", "kind": "planned"}, time=at("2017-06-02"))
    await post(left, an_amendment("S4", a_change(left, withdrawn=True)))
    assert (await restated(participants, first, 3))["restatement"] == 1


async def test_a_referral_to_another_service_is_amended_and_withdrawn(post: Posting, shown: Shown) -> None:
    dentist = an_event("referred-on", "S5", {"to": "dentist"})
    housing = an_event("referred-on", "S5", {"to": "housing"})
    first, *_ = await post(a_registration("S5"), dentist, housing)
    right = {"to": "gp", "taken_up": "yes"}
    await post(an_amendment("S5", a_change(dentist, data=right), a_change(housing, withdrawn=True)))
    assert (await enrolment_of(shown, first))["referred_on"] == [
        {"to": "gp", "referrals": 1, "taken_up": 1, "not_taken_up": 0}
    ]


@pytest.mark.parametrize("subject", ["S6", "S7"])
async def test_a_group_session_is_withdrawn_for_one_of_those_who_came(
    post: Posting, participants: Running, shown: Shown, subject: str
) -> None:
    session = an_event("contact-recorded", "S6", {"kind": "group", "also_came": ["S7"]})
    one, other, _ = await post(a_registration("S6"), a_registration("S7"), session)
    [result] = await post(an_amendment(subject, a_change(session, withdrawn=True)))
    who = {"S6": one, "S7": other}
    assert (result["status"], result["participant"]) == ("accepted", who[subject]["participant"])
    counted = {}
    for name, each in who.items():
        records = (await enrolment_of(shown, each))["records"]
        counted[name] = [each["withdrawn"] for each in records if each["kind"] == "contact-recorded"]
    assert counted == {"S6": [subject == "S6"], "S7": [subject == "S7"]}
    mentoring = (await restated(participants, who[subject], 2))["mentoring"]
    assert (mentoring["contacts"], mentoring["last_contact_on"]) == (0, None)


async def test_a_restatement_tells_of_contacts_calls_letters_and_courses(
    post: Posting, participants: Running
) -> None:
    course = {"kind": "accredited_course", "course": "cscs", "started_on": "2017-03-06"}
    begun = an_event("activity-recorded", "S8", {**course, "hours": 6}, time=at("2017-03-07"))
    ended = an_event(
        "activity-recorded", "S8",
        {**course, "ended_on": "2017-04-03", "result": "failed"}, time=at("2017-04-03"),
    )  # fmt: skip
    contacts = [
        an_event("contact-recorded", "S8", {"kind": kind, "contacted_on": day}, time=at("2017-04-04"))
        for kind, day in (
            ("phone", "2017-03-08"), ("group", "2017-04-04"), ("letter", "2017-03-09"),
            ("phone", "2199-01-01"),
        )
    ]  # fmt: skip
    first, *_ = await post(a_registration("S8"), begun, ended, *contacts)
    right = {**course, "ended_on": "2017-04-02", "result": "completed"}
    await post(an_amendment("S8", a_change(ended, data=right)))
    mentoring = (await restated(participants, first, 2))["mentoring"]
    [told] = mentoring.pop("courses")
    assert mentoring == {
        "contacts": 2, "calls": 1, "letters": 1, "last_contact_on": "2017-04-04", "activity_hours": 6.0,
        "last_activity_on": "2017-03-06",
        "date_faults": [{"rule": "future-date", "about": "contacted_on", "told_on": "2017-04-04"}],
    }  # fmt: skip
    assert (told["started_on"], told["ended_on"], told["result"]) == (
        "2017-03-06", "2017-04-02", "completed",
    )  # fmt: skip


async def test_a_year_of_birth_is_corrected_where_the_day_is_not_known(
    post: Posting, participants: Running
) -> None:
    person = {"given_name": "Siân", "family_name": "Rhys", "year_of_birth": 1999}
    first, correction = await post(
        a_registration("S9", person=person),
        an_event(
            "person-corrected", "S9",
            {"reason": "Misread", "author": "S. Prys", "person": {"year_of_birth": 1960}},
        ),
    )  # fmt: skip
    assert correction["status"] == "accepted", correction
    fact = await restated(participants, first, 2)
    assert (fact["cause"], fact["history"][0]["data"]["strand"]) == ("person-corrected", "25+")
    assert UUID(first["participant"]) == UUID(fact["participant_id"])
