"""After a mending, whoever may be placed is who took part by the right records."""

from typing import Any
from uuid import uuid4

from shared.contracts.participant import TOPIC
from tests.histories.in_memory_participants import PROVIDER, InMemoryParticipants
from tests.services.bus import Bus
from tests.services.employers.conftest import Person, Staff
from tests.services.participants.conftest import a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment

EXIT = {"left_on": "2017-06-01", "kind": "planned", "reason": "employment"}


async def proposed(bus: Bus, staff: Staff, door: InMemoryParticipants, *, expects: int) -> dict[str, Any]:
    await bus.tell(*(fact for fact in door.facts if fact.topic == TOPIC))
    enrolment = door.enrolment
    person = Person(PROVIDER, enrolment.participant_id, enrolment.id)
    return await staff.propose(await staff.opportunity(), person, expects=expects)


def a_door() -> InMemoryParticipants:
    return InMemoryParticipants("E1", first_id=uuid4().int >> 8)


async def test_whoever_turns_out_not_to_have_left_can_be_proposed(bus: Bus, own_staff: Staff) -> None:
    door, left = a_door(), an_event("exited", "E1", EXIT)
    door.post(a_registration("E1"), left, an_amendment("E1", a_change(left, withdrawn=True)))
    await proposed(bus, own_staff, door, expects=201)


async def test_whoever_turns_out_to_have_left_earlier_cannot(bus: Bus, own_staff: Staff) -> None:
    door, left = a_door(), an_event("exited", "E1", {**EXIT, "left_on": "2019-06-01"})
    door.post(a_registration("E1"), left, an_amendment("E1", a_change(left, data=EXIT)))
    said = await proposed(bus, own_staff, door, expects=409)
    assert said["code"] == "not-taking-part"


async def test_whose_registration_was_withdrawn_is_nobody(bus: Bus, own_staff: Staff) -> None:
    door, registration = a_door(), a_registration("E1")
    door.post(registration, an_amendment("E1", a_change(registration, withdrawn=True)))
    said = await proposed(bus, own_staff, door, expects=404)
    assert said["code"] == "participant-unknown"


READY = {"agreed_by_participant": True, "agreed_by_mentor": True, "kinds": ["work_experience"]}
RELAPSED = {"form": "recovery", "relapsed": "yes"}


async def ready_people(bus: Bus, staff: Staff, door: InMemoryParticipants) -> set[str]:
    await bus.tell(*(fact for fact in door.facts if fact.topic == TOPIC))
    return {each["enrolment"] for each in (await staff.get("/v1/ready", limit=500))["items"]}


async def test_whoever_turns_out_not_to_have_relapsed_is_ready_again(bus: Bus, own_staff: Staff) -> None:
    door, relapse = a_door(), an_event("assessed", "E1", RELAPSED)
    door.post(a_registration("E1"), an_event("ready-for-placement", "E1", READY), relapse)
    assert str(door.enrolment.id) not in await ready_people(bus, own_staff, door)
    door = a_door()
    door.post(a_registration("E1"), an_event("ready-for-placement", "E1", READY), relapse)
    door.post(an_amendment("E1", a_change(relapse, withdrawn=True)))
    assert str(door.enrolment.id) in await ready_people(bus, own_staff, door)


async def test_whoever_was_never_agreed_to_be_ready_is_not(bus: Bus, own_staff: Staff) -> None:
    door, agreed = a_door(), an_event("ready-for-placement", "E1", READY)
    door.post(a_registration("E1"), agreed, an_amendment("E1", a_change(agreed, withdrawn=True)))
    assert str(door.enrolment.id) not in await ready_people(bus, own_staff, door)


async def test_whose_registration_was_withdrawn_is_not_ready(bus: Bus, own_staff: Staff) -> None:
    door, registration = a_door(), a_registration("E1")
    agreed = an_event("ready-for-placement", "E1", READY)
    both = an_amendment("E1", a_change(agreed, withdrawn=True), a_change(registration, withdrawn=True))
    door.post(registration, agreed, both)
    assert str(door.enrolment.id) not in await ready_people(bus, own_staff, door)
