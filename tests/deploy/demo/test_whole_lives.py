"""The people of two lots have whole lives, in the proportions of case files that were kept well."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args

import pytest

from deploy.demo.programme import Demonstration
from shared.contracts.participant import ContactKind, CourseResult
from shared.contracts.vocabulary import ExitReason
from tests.deploy.demo.recount import Body, percent

LOTS = ("Dyfed", "Powys")


@dataclass
class File:
    """What is posted of one person, by kind of event; contacts also of sessions posted of somebody else."""

    told: defaultdict[str, list[Body]] = field(default_factory=lambda: defaultdict(list))

    @property
    def contacts(self) -> list[Body]:
        every = self.told["contact-recorded"]
        return [each for each in every if each.get("attendance", "attended") == "attended"]

    def hours(self, *, volunteering: bool) -> float:
        activities = self.told["activity-recorded"]
        told = [each for each in activities if (each["kind"] == "volunteering") is volunteering]
        return float(sum(each.get("hours", 0) for each in told))

    @property
    def day(self) -> date:
        return date.fromisoformat(self.told["registered"][0]["on"])


@pytest.fixture(scope="session")
def files(programme: Demonstration) -> dict[str, list[File]]:
    """By lot, of everybody who registered within the period."""
    found: dict[str, list[File]] = {}
    for system in programme.systems:
        if system.lot not in LOTS:
            continue
        people: defaultdict[str, File] = defaultdict(File)
        for event in system.events:
            kind, data = event["type"].split(".")[3], {**event["data"], "on": event["time"][:10]}
            for subject in (event["subject"], *data.get("also_came", ())):
                people[subject].told[kind].append(data)
        found[str(system.lot)] = [each for each in people.values() if each.day <= date(2019, 1, 31)]
    return found


@pytest.fixture(scope="session")
def everybody(files: dict[str, list[File]]) -> list[File]:
    return [each for of_lot in files.values() for each in of_lot]


@pytest.mark.parametrize("lot", LOTS)
def test_support_has_the_proportions_of_the_case_files(files: dict[str, list[File]], lot: str) -> None:
    own = files[lot]
    contacts = [[each for each in file.contacts if each["kind"] != "letter"] for file in own]
    assert sum(map(len, contacts)) / len(own) == pytest.approx(23, abs=0.5)
    assert sum(file.hours(volunteering=True) for file in own) / len(own) == pytest.approx(86, abs=0.5)
    assert sum(file.hours(volunteering=False) for file in own) / len(own) == pytest.approx(24, abs=0.5)
    calls = sum(any(each["kind"] == "phone" for each in of_file) for of_file in contacts)
    assert percent(calls, len(own)) == 55
    letters = sum(any(each["kind"] == "letter" for each in file.contacts) for file in own)
    assert percent(letters, len(own)) == 37


def test_contacts_are_of_every_kind_in_both_directions_kept_missed_and_cancelled(
    everybody: list[File],
) -> None:
    told = [each for file in everybody for each in file.told["contact-recorded"]]
    assert {each["kind"] for each in told} == set(get_args(ContactKind))
    assert {each.get("direction") for each in told} >= {"to_participant", "from_participant"}
    assert {each.get("attendance") for each in told} >= {None, "did_not_attend", "cancelled"}
    assert {each.get("missed_by") for each in told} >= {"participant", "mentor"}
    assert any(len(each.get("also_came", ())) > 5 for each in told)


def test_appointments_are_made_ahead_moved_kept_and_missed(everybody: list[File]) -> None:
    made = Counter[str]()
    became: dict[str, Body] = {}
    for file in everybody:
        for each in file.told["appointment-made"]:
            made[each["appointment"]] += 1
            assert each["on"] <= each["planned_on"]
        for each in file.told["contact-recorded"]:
            if "appointment" in each:
                became[each["appointment"]] = each
    assert became.keys() < made.keys(), "some are still to come"
    assert max(made.values()) == 2
    attendance = Counter(each.get("attendance", "attended") for each in became.values())
    assert attendance["attended"] > attendance["did_not_attend"] > attendance["cancelled"] > 0


def test_courses_begin_and_end_in_every_way_and_certificates_expire(everybody: list[File]) -> None:
    courses: defaultdict[str, list[Body]] = defaultdict(list)
    for file in everybody:
        for each in file.told["activity-recorded"]:
            if "course" in each:
                courses[each["course"]].append(each)
    results = Counter(of_course[-1].get("result") for of_course in courses.values())
    assert results.keys() == {*get_args(CourseResult), None}
    assert results["completed"] > results.total() / 2
    for of_course in courses.values():
        certificate = of_course[-1].get("certificate")
        if certificate is not None:
            assert of_course[-1]["result"] == "completed"
            assert certificate["gained_on"] < certificate["expires_on"]


def test_what_was_referred_on_is_told_again_once_it_is_known(everybody: list[File]) -> None:
    last = [file.told["referred-on"][-1] for file in everybody if file.told["referred-on"]]
    assert {each.get("taken_up") for each in last} == {None, "yes", "no", "not_known"}


def test_consents_are_asked_given_later_and_withdrawn(everybody: list[File]) -> None:
    asked = [file.told["registered"][0].get("consent", {}) for file in everybody]
    assert {each["follow_up"]["given"] for each in asked if each} == {True, False}
    changed = {
        (each["consent"], each["given"]) for file in everybody for each in file.told["consent-changed"]
    }
    assert changed >= {("to_take_part", False), ("follow_up", False), ("employer_matching", True)}


def test_who_stops_answering_within_28_days_is_tried_for_six_months(everybody: list[File]) -> None:
    tried = [
        file
        for file in everybody
        if any(each["reason"] == "not_answering" for each in file.told["suspended"])
    ]
    assert {bool(file.told["exited"]) for file in tried} == {True, False}
    for file in tried:
        assert not file.told["resumed"]
        suspended = date.fromisoformat(file.told["suspended"][0]["on"])
        assert (suspended - file.day).days <= 28 + 8
        for left in file.told["exited"]:
            assert (left["reason"], left["kind"]) == (ExitReason.DISENGAGED, "unplanned")
            assert (date.fromisoformat(left["left_on"]) - suspended).days >= 181


def test_plans_are_reviewed_and_their_goals_are_smart(everybody: list[File]) -> None:
    plans = [each for file in everybody for each in file.told["action-plan-agreed"]]
    assert len(plans) > 2 * len(everybody)
    goals = [goal for plan in plans for goal in plan["goals"]]
    assert all({"what", "measured_by", "by_when", "status"} == goal.keys() for goal in goals)
    assert {goal["status"] for goal in goals} >= {"agreed", "under_way", "reached"}


def test_whoever_left_for_a_job_says_which_and_lands_softly(everybody: list[File]) -> None:
    into_work = [
        file for file in everybody if any(each["reason"] == "employment" for each in file.told["exited"])
    ]
    told = [file.told["exited"][-1].get("destination") for file in into_work]
    assert sum(each is not None for each in told) > 0.8 * len(told)
    after = Counter(
        sum(each["on"] > file.told["exited"][-1]["on"] for each in file.contacts) for file in into_work
    )
    assert after[2] > after[0]


def test_records_are_amended_by_the_names_of_events_of_the_same_person(programme: Demonstration) -> None:
    for system in programme.systems:
        posted = {(event["source"], event["id"]): event for event in system.events}
        for event in system.events:
            for change in event["data"].get("changes", ()):
                record = posted[change["record"]["source"], change["record"]["id"]]
                assert record["subject"] == event["subject"]
                assert datetime.fromisoformat(record["time"]) < datetime.fromisoformat(event["time"])
