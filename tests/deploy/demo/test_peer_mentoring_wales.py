"""The demonstration of the programme before is taken in whole, and shows each of its rules."""

from collections import Counter
from datetime import date
from uuid import UUID

import pytest

from deploy.demo.pmw.person import TOLD_BY
from deploy.demo.programme import Demonstration, ProviderSystem
from services.participants.commands.batch import Accepted
from tests.histories.in_memory_participants import PROVIDER, InMemoryParticipants


@pytest.fixture(scope="module")
def areas(programme: Demonstration) -> dict[str, ProviderSystem]:
    return {system.lot: system for system in programme.earlier}


def test_nine_areas_tell_of_700_people_in_at_most_15_000_events(areas: dict[str, ProviderSystem]) -> None:
    events = [event for system in areas.values() for event in system.events]
    registered = [event for event in events if event["type"].endswith(".registered.v1")]
    assert (len(areas), len(registered)) == (9, 700)
    assert len(events) <= 15_000
    assert max(event["time"] for event in events)[:10] <= TOLD_BY.isoformat()


def test_an_area_is_taken_in_to_its_last_event(areas: dict[str, ProviderSystem]) -> None:
    posted = areas["Powys (Competitiveness)"].events
    participants = InMemoryParticipants(*{event["subject"] for event in posted})
    refused = [
        (event["type"], answer)
        for event, answer in zip(posted, participants.post(*posted), strict=True)
        if not isinstance(answer, Accepted)
    ]
    assert refused == []
    facts = Counter(fact.type.split(".")[3] for fact in participants.facts)
    assert facts["exited"] > sum(event["type"].endswith(".exited.v1") for event in posted)
    assert UUID(int=1) == PROVIDER


def test_each_rule_has_somebody_whom_it_decides(areas: dict[str, ProviderSystem]) -> None:
    kinds: dict[str, set[str]] = {}
    data = [event for system in areas.values() for event in system.events]
    for event in data:
        if event["type"].endswith("achievement-recorded.v1"):
            kinds.setdefault(event["subject"], set()).add(event["data"]["kind"])
    both = [each for each in kinds.values() if {"paid_work", "education_or_training"} <= each]
    chosen = [event for event in data if event["type"].endswith("outcome-chosen.v1")]
    assert len(both) > len(chosen) > 0
    assert any("led_to" in event["data"] for event in data)
    assert any({"job_interview", "paid_work"} <= each for each in kinds.values())
    added = [event["time"] for event in data if event["data"].get("kind") == "part_time_work"]
    assert added
    assert min(added)[:10] >= date(2011, 4, 1).isoformat()
