"""Events that mend, to post: builders state only what differs."""

from typing import Any
from uuid import UUID

from shared.contracts.participant import TOPIC
from tests.conftest import Running
from tests.services.bus import Bus
from tests.services.participants.conftest import an_event


def a_change(event: dict[str, Any], **amendment: Any) -> dict[str, Any]:
    """An amendment of the record that an event made."""
    return {"record": {"source": event["source"], "id": event["id"]}, **amendment}


def an_amendment(subject: str, *changes: dict[str, Any], **differences: Any) -> dict[str, Any]:
    data = {"reason": "Mistyped", "author": "S. Prys", "changes": list(changes)}
    return an_event("records-amended", subject, data, **differences)


def a_person_correction(subject: str, **person: Any) -> dict[str, Any]:
    data = {"reason": "Married", "author": "S. Prys", "person": person}
    return an_event("person-corrected", subject, data)


async def restated(participants: Running, result: dict[str, Any], count: int) -> dict[str, Any]:
    """Wait for as many facts about an enrolment and return the last one, a restatement."""
    *_, last = await Bus(participants).announced(TOPIC, UUID(result["enrolment"]), count)
    assert last["type"] == "cymru.dolen.participant.restated.v1", last["type"]
    return last
