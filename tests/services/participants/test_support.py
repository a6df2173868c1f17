"""Contacts, appointments, group sessions, courses and referring on, as a provider posts and reads them
(handbook 2, "Contact, appointments, activity")."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.participant import MENTORING
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.participants.conftest import Posting, a_registration, an_event

LATER = "2017-03-07T10:00:00+00:00"


async def enrolment_of(
    participants: Running, bearer: Tokens, provider: UUID, result: dict[str, Any]
) -> dict[str, Any]:
    address = f"/v1/participants/{result['participant']}"
    answer = await participants.client.get(address, headers=bearer("provider", provider))
    (enrolment,) = answer.json()["enrolments"]
    found: dict[str, Any] = enrolment
    return found


def an_appointment(subject: str, reference: str, on: str, **differences: str) -> dict[str, Any]:
    made = {"appointment": reference, "planned_on": on, "planned_at": "10:30", "kind": "face_to_face"}
    return an_event("appointment-made", subject, made, **differences)


def a_meeting(subject: str, reference: str, **told: Any) -> dict[str, Any]:
    return an_event("contact-recorded", subject, {"kind": "face_to_face", "appointment": reference, **told})


async def test_the_contact_that_names_an_appointment_tells_what_became_of_it(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    result, *_ = results = await post(
        a_registration("G1"),
        an_appointment("G1", "a", "2017-03-20"),
        an_appointment("G1", "b", "2017-03-27"),
        an_appointment("G1", "c", "2017-04-03"),
        an_appointment("G1", "d", "2017-04-10"),
        an_appointment("G1", "e", "2017-03-08"),
        an_appointment("G1", "e", "2017-03-09", time=LATER),
        a_meeting("G1", "a"),
        a_meeting("G1", "b", attendance="did_not_attend", missed_by="mentor"),
        a_meeting("G1", "c", attendance="cancelled", missed_by="participant"),
        a_meeting("G1", "e", attendance="did_not_attend"),
    )
    assert {each["status"] for each in results} == {"accepted"}
    shown = (await enrolment_of(participants, bearer, provider, result))["appointments"]
    assert [(each["appointment"], each["planned_on"], each["status"]) for each in shown] == [
        ("e", "2017-03-09", "missed_by_participant"),
        ("a", "2017-03-20", "kept"),
        ("b", "2017-03-27", "missed_by_mentor"),
        ("c", "2017-04-03", "cancelled"),
        ("d", "2017-04-10", "planned"),
    ]
    assert [each["appointment"] for each in shown if each["is_first_missed"]] == ["e"]


async def test_a_later_appointment_that_is_missed_is_not_the_first(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    result, *_ = await post(
        a_registration("G2"),
        an_appointment("G2", "a", "2017-03-20"),
        an_appointment("G2", "b", "2017-03-27"),
        a_meeting("G2", "a"),
        a_meeting("G2", "b", attendance="did_not_attend"),
    )
    question = (
        "query($id: ID!) { participant(id: $id) { enrolments { appointments { status isFirstMissed } } } }"
    )
    answer = await participants.client.post(
        "/graphql",
        json={"query": question, "variables": {"id": result["participant"]}},
        headers=bearer("provider", provider),
    )
    (enrolment,) = answer.json()["data"]["participant"]["enrolments"]
    assert [each["isFirstMissed"] for each in enrolment["appointments"]] == [False, False]


async def test_a_group_session_is_recorded_once_and_everybody_who_came_has_it(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    one, two, three, session = await post(
        a_registration("G3"),
        a_registration("G4"),
        a_registration("G5"),
        an_event("contact-recorded", "G3", {"kind": "group", "also_came": ["G4", "G3", "G4"]}),
    )
    assert (session["status"], session["participant"]) == ("accepted", one["participant"])
    kinds = [
        [record["kind"] for record in (await enrolment_of(participants, bearer, provider, each))["records"]]
        for each in (one, two, three)
    ]
    assert [each.count("contact-recorded") for each in kinds] == [1, 1, 0]
    [told] = await Bus(participants).announced(MENTORING, UUID(two["enrolment"]), 1)
    assert (told["kind"], told["attended"]) == ("group", True)


async def test_a_group_session_posted_twice_is_recorded_once(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    session = an_event("contact-recorded", "G6", {"kind": "group", "also_came": ["G7"]})
    _, other, *_ = await post(a_registration("G6"), a_registration("G7"), session)
    [again] = await post(session)
    assert again["status"] == "duplicate"
    records = (await enrolment_of(participants, bearer, provider, other))["records"]
    assert [each["kind"] for each in records] == ["registered", "contact-recorded"]


async def test_a_group_session_with_somebody_unknown_is_refused_whole(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    session = an_event("contact-recorded", "G8", {"kind": "group", "also_came": ["nobody"]})
    one, refused = await post(a_registration("G8"), session)
    problem = refused["problem"]
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("subject-unknown", "/data/also_came")
    records = (await enrolment_of(participants, bearer, provider, one))["records"]
    assert [each["kind"] for each in records] == ["registered"]


async def test_the_start_and_the_result_of_a_course_belong_together(
    post: Posting, participants: Running
) -> None:
    course = {"kind": "accredited_course", "course": "cscs", "started_on": "2017-04-03"}
    card = {"kind": "CSCS card", "gained_on": "2017-05-02", "expires_on": "2022-05-01"}
    result, *_ = await post(
        a_registration("G9"),
        an_event("activity-recorded", "G9", {**course, "hours": 6}),
        an_event("activity-recorded", "G9", {**course, "result": "completed", "certificate": card}),
        an_event("activity-recorded", "G9", {"kind": "accredited_course"}),
        an_event("activity-recorded", "G9", {"kind": "volunteering", "hours": 3}),
    )
    facts = await Bus(participants).announced(MENTORING, UUID(result["enrolment"]), 4)
    begun, ended, other, no_course = facts
    assert begun["course_id"] == ended["course_id"] != other["course_id"]
    assert (begun["result"], ended["result"], no_course["course_id"]) == (None, "completed", None)


async def test_referrals_to_other_services_are_counted_as_they_were_told_last(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    result, *_ = await post(
        a_registration("G10"),
        an_event("referred-on", "G10", {"referral": "r1", "to": "dentist", "consent": True}),
        an_event("referred-on", "G10", {"referral": "r1", "to": "dentist", "taken_up": "yes"}, time=LATER),
        an_event("referred-on", "G10", {"to": "dentist", "taken_up": "no"}),
        an_event("referred-on", "G10", {"to": "housing", "taken_up": "not_known"}),
    )
    assert (await enrolment_of(participants, bearer, provider, result))["referred_on"] == [
        {"to": "dentist", "referrals": 2, "taken_up": 1, "not_taken_up": 1},
        {"to": "housing", "referrals": 1, "taken_up": 0, "not_taken_up": 0},
    ]


@pytest.mark.parametrize(
    ("kind", "wrong", "pointer"),
    [
        ("appointment-made", {"planned_at": "24:00"}, "/data/planned_at"),
        ("appointment-made", {"planned_on": None}, "/data/planned_on"),
        ("referred-on", {"to": "somebody"}, "/data/to"),
        ("activity-recorded", {"kind": "group", "result": "Went well"}, "/data/result"),
        ("action-plan-agreed", {"goals": [{"measured_by": "x"}]}, "/data/goals/0/what"),
        ("action-plan-agreed", {"goals": [{"what": "x", "status": "done"}]}, "/data/goals/0/status"),
    ],
)
async def test_what_is_none_of_the_words_of_a_form_is_refused_with_its_place(
    post: Posting, kind: str, wrong: dict[str, Any], pointer: str
) -> None:
    made = {"appointment": "a", "planned_on": "2017-04-03", "kind": "phone"}
    data = {**made, **wrong} if kind == "appointment-made" else wrong
    _, result = await post(a_registration("G11"), an_event(kind, "G11", data))
    assert [each["pointer"] for each in result["problem"]["errors"]] == [pointer]
