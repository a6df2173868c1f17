"""The demonstration can be posted: right shapes, in order, the same every time, and nobody real."""

import re
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from deploy.demo.programme import Demonstration, ProviderSystem, demonstration
from services.participants.forms.registry import FORMS, MENDING_FORMS, data_type
from services.participants.schemas.intake import PREFIX
from tests.deploy.demo.recount import Body


@pytest.fixture(scope="session")
def persons(programme: Demonstration) -> list[Body]:
    events = (event["data"] for system in programme.systems for event in system.events)
    registered = [data["person"] for data in events if "person" in data]
    return registered + [plan.body["person"] for plan in programme.referrals]


def every_system(programme: Demonstration) -> tuple[ProviderSystem, ...]:
    return (*programme.systems, *programme.earlier)


def test_the_same_seed_makes_the_same_programme(programme: Demonstration) -> None:
    assert demonstration(2019) == programme


def test_another_seed_makes_another_with_as_many_people(programme: Demonstration) -> None:
    other = demonstration(7)
    assert other != programme
    assert sum(event["type"].endswith(".registered.v1") for s in other.systems for event in s.events) == 8406


def test_every_event_has_the_shape_that_is_taken_in(programme: Demonstration) -> None:
    forms: dict[str, TypeAdapter[Any]] = {
        f"{PREFIX}{name}.v1": TypeAdapter(data_type(name)) for name in (*FORMS, *MENDING_FORMS)
    }
    for system in every_system(programme):
        for event in system.events:
            data = dict(event["data"])
            if event["type"].endswith(".registered.v1") and "referral" in data:
                data["referral"] = "00000000-0000-0000-0000-000000000000"  # the id once it is known
            forms[event["type"]].validate_python(data)


def test_no_event_lies_after_the_first_week_of_february_2019(programme: Demonstration) -> None:
    for system in programme.systems:
        assert system.events[0]["time"] >= "2016-09-01"
        assert system.events[-1]["time"] < "2019-02-08"


def test_each_system_tells_its_events_in_order(programme: Demonstration) -> None:
    for system in every_system(programme):
        times = [datetime.fromisoformat(event["time"]) for event in system.events]
        assert times == sorted(times)
        assert {event["source"] for event in system.events} == {system.source}


def test_registration_is_the_first_that_is_told_of_anybody(programme: Demonstration) -> None:
    for system in every_system(programme):
        first: dict[str, str] = {}
        for event in system.events:
            first.setdefault(event["subject"], event["type"])
        assert set(first.values()) == {"cymru.dolen.participant.registered.v1"}


def test_event_ids_are_unique(programme: Demonstration) -> None:
    ids = [event["id"] for system in every_system(programme) for event in system.events]
    assert len(ids) == len(set(ids))


def test_there_are_at_most_130_000_events(programme: Demonstration) -> None:
    assert 100_000 <= sum(len(system.events) for system in every_system(programme)) <= 130_000


def test_every_form_that_can_be_posted_is_posted(programme: Demonstration) -> None:
    posted = {
        (event["type"], event["data"].get("form"))
        for system in every_system(programme)
        for event in system.events
    }
    expected = {
        (f"{PREFIX}{name}.v1", form)
        for name in (*FORMS, *MENDING_FORMS)
        for form in (("P2", "P2.1", "wheel", "recovery") if name == "assessed" else (None,))
    }
    assert {(kind, None if "risk" in kind else form) for kind, form in posted} == expected


def test_everybody_registered_gets_characteristics_and_a_contact_and_nearly_all_a_mentor(
    programme: Demonstration,
) -> None:
    without_mentor = Counter[str]()
    for system in programme.systems:
        told: dict[str, set[str]] = {}
        for event in system.events:
            form = event["data"].get("form", "")
            told.setdefault(event["subject"], set()).add(event["type"].split(".")[3] + form)
        for kinds in told.values():
            assert {"registered", "assessedP2.1", "contact-recorded"} <= kinds
            without_mentor[str(system.lot)] += "mentor-allocated" not in kinds
    assert +without_mentor == {"Dyfed": 3, "Powys": 3}


def test_ni_numbers_are_none_that_is_issued_and_nobody_shares_one(persons: list[Body]) -> None:
    numbers = [
        person["national_insurance_number"] for person in persons if "national_insurance_number" in person
    ]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"QQ\d{6}[A-D]", number) for number in numbers)


def test_telephone_and_mail_belong_to_nobody(persons: list[Body]) -> None:
    assert all(re.fullmatch(r"07700 900\d{3}", person["phone"]) for person in persons if "phone" in person)
    assert all(person["email"].endswith("@example.org") for person in persons if "email" in person)
