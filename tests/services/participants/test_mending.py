"""Every fact can be put right through the door: nothing is overwritten, and what follows is worked out
again."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.participant import MENTORING
from tests.conftest import Running
from tests.services.bus import Bus
from tests.services.participants.conftest import Posting, Shown, a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment, restated

EXIT = {"left_on": "2017-06-02", "kind": "planned", "reason": "employment"}


def at(day: str) -> str:
    return f"{day}T10:00:00+00:00"


async def test_an_amended_exit_is_what_it_should_have_been(
    post: Posting, participants: Running, shown: Shown
) -> None:
    left = an_event("exited", "M1", EXIT, time=at("2017-06-05"))
    first, _ = await post(a_registration("M1"), left)
    right = {**EXIT, "left_on": "2017-06-20", "reason": "education_or_training"}
    [result] = await post(an_amendment("M1", a_change(left, data=right), time=at("2017-07-01")))
    assert result == {**first, "id": result["id"], "status": "accepted"}
    [enrolment] = (await shown(first))["enrolments"]
    assert enrolment["left"] == {"on": "2017-06-20", "kind": "planned", "reason": "education_or_training"}
    fact = await restated(participants, first, 3)
    assert (fact["restatement"], fact["cause"]) == (1, "amended")
    assert [each["type"].split(".")[3] for each in fact["history"]] == ["registered", "exited"]
    assert fact["history"][1]["data"]["left_on"] == "2017-06-20"


async def test_a_withdrawn_exit_never_was(post: Posting, participants: Running, shown: Shown) -> None:
    left = an_event("exited", "M2", EXIT, time=at("2017-06-05"))
    first, _ = await post(a_registration("M2"), left)
    await post(an_amendment("M2", a_change(left, withdrawn=True)))
    [enrolment] = (await shown(first))["enrolments"]
    assert (enrolment["status"], enrolment["left"], enrolment["missing"]) == ("open", None, {})
    [record] = [each for each in enrolment["records"] if each["kind"] == "exited"]
    assert (record["withdrawn"], record["answers"]) == (True, EXIT)
    fact = await restated(participants, first, 3)
    assert (fact["cause"], len(fact["history"])) == ("withdrawn", 1)


async def test_what_cannot_follow_any_more_is_refused_with_the_record_and_changes_nothing(
    post: Posting, shown: Shown
) -> None:
    left = an_event("exited", "M3", EXIT, time=at("2017-06-05"))
    back = an_event("rejoined", "M3", {}, time=at("2017-08-05"))
    first, *_ = await post(a_registration("M3"), left, back)
    before = await shown(first)
    [result] = await post(an_amendment("M3", a_change(left, withdrawn=True)))
    assert (result["status"], result["problem"]["code"]) == ("rejected", "amends-into-conflict")
    [record] = [each for each in before["enrolments"][0]["records"] if each["kind"] == "rejoined"]
    assert (result["problem"]["record"], result["problem"]["because"]) == (record["id"], "not-left")
    assert result["problem"]["errors"][0]["pointer"] == "/data/changes"
    assert await shown(first) == before


async def test_records_that_only_hold_together_are_mended_in_one_step(post: Posting, shown: Shown) -> None:
    left = an_event("exited", "M4", EXIT, time=at("2017-06-05"))
    back = an_event("rejoined", "M4", {}, time=at("2017-08-05"))
    first, *_ = await post(a_registration("M4"), left, back)
    changes = [a_change(back, withdrawn=True), a_change(left, withdrawn=True)]
    [result] = await post(an_amendment("M4", *changes))
    assert result["status"] == "accepted", result
    assert (await shown(first))["enrolments"][0]["status"] == "open"


async def test_a_conflict_within_a_mending_points_to_the_change(post: Posting) -> None:
    left = an_event("exited", "M5", EXIT, time=at("2017-06-05"))
    back = an_event("rejoined", "M5", {}, time=at("2017-08-05"))
    await post(a_registration("M5"), left, back)
    [result] = await post(an_amendment("M5", a_change(back, time=at("2017-05-01"))))
    assert result["problem"]["errors"][0]["pointer"] == "/data/changes/0"


async def test_a_moved_record_takes_its_place_in_time(post: Posting, shown: Shown) -> None:
    other = an_event("mentor-allocated", "M6", {"mentor": "M-1"}, time=at("2017-04-01"))
    now = an_event("mentor-allocated", "M6", {"mentor": "M-2"}, time=at("2017-05-01"))
    first, *_ = await post(a_registration("M6"), other, now)
    await post(an_amendment("M6", a_change(other, time=at("2017-05-02"))))
    assert (await shown(first))["enrolments"][0]["mentor"] == "M-1"


async def test_what_was_told_late_takes_effect_when_it_was_told_also_after_a_mending(
    post: Posting, shown: Shown
) -> None:
    """Whoever is closed on 5 June is open again, although the return is dated before the exit."""
    left = an_event("exited", "M7", EXIT, time=at("2017-06-05"))
    back = an_event("rejoined", "M7", {}, time=at("2017-06-01"))
    note = an_event("contact-recorded", "M7", {"kind": "phone", "minutes": 5}, time=at("2017-03-07"))
    first, *_ = await post(a_registration("M7"), left, back, note)
    await post(an_amendment("M7", a_change(note, data={"kind": "phone", "contacted_on": "2017-03-08"})))
    assert (await shown(first))["enrolments"][0]["status"] == "open"


async def test_an_amendment_of_an_amendment_amends_the_record(
    post: Posting, shown: Shown, participants: Running
) -> None:
    made = an_event("achievement-recorded", "M8", {"kind": "paid_work", "achieved_on": "2017-06-01"})
    first, _ = await post(a_registration("M8"), made)
    for day in ("2017-06-02", "2017-06-03"):
        data = {"kind": "paid_work", "achieved_on": day}
        await post(an_amendment("M8", a_change(made, data=data)))
    await post(an_amendment("M8", a_change(made, time=at("2017-06-09"))))
    fact = await restated(participants, first, 5)
    assert (fact["restatement"], fact["history"][1]["data"]["achieved_on"]) == (3, "2017-06-03")


async def test_a_registration_is_amended(post: Posting, participants: Running, shown: Shown) -> None:
    wrong = a_registration("M9")
    first, _ = await post(wrong, an_event("contact-recorded", "M9", {"kind": "phone"}))
    right = {
        **wrong["data"], "lot": "Dyfed", "local_authority": "W06000009", "registered_on": "2017-02-01",
        "consent": {**wrong["data"]["consent"], "share_work_outcome_with_referrer": True},
    }  # fmt: skip
    del right["person"]
    [result] = await post(an_amendment("M9", a_change(wrong, data=right)))
    assert result["status"] == "accepted", result
    [enrolment] = (await shown(first))["enrolments"]
    assert (enrolment["lot"], enrolment["registered_on"]) == ("Dyfed", "2017-02-01")
    [told] = (await restated(participants, first, 2))["history"]
    assert (told["data"]["local_authority"], told["data"]["shares_work_outcome"]) == ("W06000009", True)


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"programme": "other"}, "/data/changes/0/data/programme"),
        ({"referral": str(UUID(int=7))}, "/data/changes/0/data/referral"),
        ({"local_authority": "W06000099"}, "/data/changes/0"),
    ],
)
async def test_a_registration_stays_about_the_same_programme_and_referral(
    post: Posting, other: dict[str, Any], pointer: str
) -> None:
    event = a_registration("M10")
    [_, result] = await post(event, an_amendment("M10", a_change(event, data={**event["data"], **other})))
    assert result["problem"]["code"] == "amends-into-conflict"
    assert result["problem"]["errors"][0]["pointer"] == pointer


async def test_an_incomplete_form_is_completed_by_amending_it(post: Posting, shown: Shown) -> None:
    event = an_event("assessed", "M11", {"form": "P2", "motivation": 3})
    first, _ = await post(a_registration("M11"), event)
    whole = {
        "form": "P2", "motivation": 3, "work_history": "Ten years", "qualification": "none",
        "main_substance": "alcohol", "length_of_dependency": "about_half", "recent_use": "abstinent",
    }  # fmt: skip
    assert "P2" in (await shown(first))["enrolments"][0]["missing"]
    await post(an_amendment("M11", a_change(event, data=whole)))
    [enrolment] = (await shown(first))["enrolments"]
    assert enrolment["missing"] == {}
    [record] = [each for each in enrolment["records"] if each["kind"] == "assessed"]
    assert record["missing"] == []


async def test_a_registration_is_completed_with_who_the_person_is(post: Posting, shown: Shown) -> None:
    event = a_registration("M12", person={"given_name": "Siân", "family_name": "Rhys"}, strand="25+")
    [first] = await post(event)
    person = {"given_name": "Siân", "family_name": "Rhys", "date_of_birth": "1985-05-01"}
    [result] = await post(an_amendment("M12", a_change(event, data={**event["data"], "person": person})))
    assert result["status"] == "accepted", result
    seen = await shown(first)
    assert seen["person"]["date_of_birth"] == "1985-05-01"
    assert seen["enrolments"][0]["missing"] == {}
    assert "person" not in str(seen["enrolments"][0]["records"])


async def test_a_mending_posted_twice_mends_once(post: Posting, participants: Running) -> None:
    left = an_event("exited", "M18", EXIT, time=at("2017-06-05"))
    mending = an_amendment("M18", a_change(left, withdrawn=True))
    first, *_ = await post(a_registration("M18"), left, mending)
    [again] = await post(mending)
    assert (again["status"], again["enrolment"]) == ("duplicate", first["enrolment"])
    assert (await restated(participants, first, 3))["restatement"] == 1


async def test_somebody_elses_record_is_not_found(post: Posting) -> None:
    theirs = an_event("exited", "M19", EXIT)
    await post(a_registration("M19"), theirs, organisation=uuid4())
    other = an_event("exited", "M20", EXIT)
    await post(a_registration("M19"), a_registration("M20"), other)
    for event in (theirs, other, an_event("exited", "M19", EXIT)):
        [result] = await post(an_amendment("M19", a_change(event, withdrawn=True)))
        assert (result["problem"]["code"], result["problem"]["status"]) == ("not-found", 404)
        assert result["problem"]["errors"][0]["pointer"] == "/data/changes/0/record"


@pytest.mark.parametrize(
    ("amendment", "code", "pointer"),
    [
        ({}, "amends-nothing", "/data/changes/0"),
        ({"withdrawn": True, "data": EXIT}, "amends-nothing", "/data/changes/0"),
        ({"time": "2199-01-01T00:00:00Z"}, "time-in-future", "/data/changes/0/time"),
        ({"data": {"left_on": "2017-02-30"}}, "invalid", "/data/changes/0/data/left_on"),
        ({"data": {"left": "2017-02-03"}}, "invalid", "/data/changes/0/data"),
        ({"data": {"soft_outcomes": {"own_confidence": {"change": "x"}}}}, "invalid",
         "/data/changes/0/data/soft_outcomes/own_confidence/change"),
        ({"withdrawn": "yes"}, "invalid", "/data/changes/0/withdrawn"),
        ({"data": []}, "invalid", "/data/changes/0/data"),
    ],
)  # fmt: skip
async def test_an_amendment_is_checked_like_the_form_it_amends(
    post: Posting, shown: Shown, amendment: dict[str, Any], code: str, pointer: str
) -> None:
    left = an_event("exited", "M21", EXIT)
    first, _ = await post(a_registration("M21"), left)
    before = await shown(first)
    result, neighbour = await post(
        an_amendment("M21", a_change(left, **amendment)),
        an_event("contact-recorded", "M21", {"kind": "text"}),
    )
    assert (result["status"], result["problem"]["code"]) == ("rejected", code)
    assert result["problem"]["errors"][0]["pointer"] == pointer
    assert neighbour["status"] == "accepted"
    after = await shown(first)
    assert after["enrolments"][0]["left"] == before["enrolments"][0]["left"]


async def test_a_withdrawn_registration_never_was_and_can_be_made_again(
    post: Posting, participants: Running, shown: Shown
) -> None:
    registration = a_registration("M22")
    call = an_event("contact-recorded", "M22", {"kind": "phone"})
    first, _ = await post(registration, call)
    [refused] = await post(an_amendment("M22", a_change(registration, withdrawn=True)))
    assert (refused["problem"]["code"], refused["problem"]["because"]) == (
        "amends-into-conflict", "subject-unknown",
    )  # fmt: skip
    changes = [a_change(registration, withdrawn=True), a_change(call, withdrawn=True)]
    await post(an_amendment("M22", *changes))
    assert (await shown(first))["enrolments"][0]["status"] == "withdrawn"
    assert (await restated(participants, first, 2))["history"] == []
    unknown, again, new = await post(
        an_event("contact-recorded", "M22", {"kind": "phone"}),
        registration,
        a_registration("M22", lot="Dyfed", local_authority="W06000009"),
    )
    assert unknown["problem"]["code"] == "subject-unknown"
    assert (again["status"], new["status"]) == ("duplicate", "accepted")
    fact = await restated(participants, new, 3)
    assert (new["enrolment"], fact["restatement"]) == (first["enrolment"], 2)
    assert fact["history"][0]["data"]["lot"] == "Dyfed"


async def test_facts_of_mentoring_say_under_which_restatement_they_are_told(
    post: Posting, participants: Running
) -> None:
    call = an_event("contact-recorded", "M23", {"kind": "phone"}, time=at("2017-04-01"))
    hours = an_event("activity-recorded", "M23", {"kind": "group", "hours": 2}, time=at("2017-04-02"))
    missed = {"kind": "phone", "attendance": "did_not_attend"}
    first, *_ = await post(a_registration("M23"), call, hours)
    await post(an_amendment("M23", a_change(call, data=missed)))
    await post(an_event("contact-recorded", "M23", {"kind": "phone"}))
    facts = await Bus(participants).announced(MENTORING, UUID(first["enrolment"]), 3)
    assert [each["restatement"] for each in facts] == [0, 0, 1]
    assert (await restated(participants, first, 2))["mentoring"] == {
        "contacts": 0, "calls": 0, "letters": 0, "last_contact_on": None, "activity_hours": 2.0,
        "last_activity_on": "2017-04-02", "courses": [], "date_faults": [],
    }  # fmt: skip
