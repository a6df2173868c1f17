"""Posts one provider's events in batches, in order, until each is answered."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from deploy.demo.client.api_client import PATIENCE, ApiClient, As, PostingFailed
from deploy.demo.programme import ProviderSystem
from shared.clock import date_in_wales

BATCH: Final = 500
MEDIA_TYPE: Final = "application/cloudevents-batch+json"
REGISTERED: Final = "cymru.dolen.participant.registered.v1"
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0

Event = dict[str, Any]


@dataclass(slots=True)
class Answered:
    """What one system was told: grows as its batches are answered."""

    participants: dict[str, str] = field(default_factory=dict)
    """The provider's own reference → our id."""
    registered: dict[str, date] = field(default_factory=dict)
    """The provider's own reference → the date of its registration."""
    accepted: int = 0
    duplicates: int = 0


async def post_events(
    door: ApiClient, system: ProviderSystem, referrals: Mapping[str, str], advance: Callable[[int], None]
) -> Answered:
    """Posts all events of one system; `referrals` are the ids by the keys that registrations carry.

    An event that may succeed later goes ahead of the next batch, so that a person's events keep their
    order. Raises PostingFailed for one that may not, and for one that is still refused after a while."""
    who = As("provider", UUID(str(system.provider)), (str(system.lot),))
    answered, waiting, posted = Answered(), list[Event](), 0
    clock, pause = asyncio.get_running_loop().time, FIRST_PAUSE
    stuck_since: float | None = None
    while waiting or posted < len(system.events):
        fresh = system.events[posted : posted + BATCH - len(waiting)]
        posted += len(fresh)
        batch = [*waiting, *(_with_referral(event, referrals) for event in fresh)]
        answer = await door.send("POST", "/v1/events", who, batch, media_type=MEDIA_TYPE)
        waiting = _judge(batch, answer.body["results"], answered, system.name)
        advance(len(batch) - len(waiting))
        if len(waiting) < len(batch):
            stuck_since = None
        elif stuck_since is None:
            stuck_since = clock()
        elif clock() - stuck_since > PATIENCE:
            raise PostingFailed(f"{system.name}: {len(waiting)} events are refused again and again")
        if waiting:
            await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE) if waiting else FIRST_PAUSE
    return answered


def _with_referral(event: Event, referrals: Mapping[str, str]) -> Event:
    key = event["data"].get("referral")
    if key is None or event["type"] != REGISTERED:
        return event
    return {**event, "data": {**event["data"], "referral": referrals[key]}}


def _judge(batch: list[Event], results: list[dict[str, Any]], answered: Answered, system: str) -> list[Event]:
    """Notes what was answered; returns the events that are to be posted again."""
    if [result["id"] for result in results] != [event["id"] for event in batch]:
        raise PostingFailed(f"{system}: the answers do not belong to the events posted")
    again, refused = list[Event](), list[str]()
    for event, result in zip(batch, results, strict=True):
        problem = result.get("problem") or {}
        if result["status"] != "rejected":
            _note(event, result, answered)
        elif problem.get("retry"):
            again.append(event)
        else:
            refused.append(f"{event['type']} {event['id']}: {problem}")
    if refused:
        raise PostingFailed(
            f"{system}: {len(refused)} events were refused, such as\n" + "\n".join(refused[:5])
        )
    return again


def _note(event: Event, result: dict[str, Any], answered: Answered) -> None:
    if result["status"] == "duplicate":
        answered.duplicates += 1
    else:
        answered.accepted += 1
    if event["type"] == REGISTERED:
        stated = event["data"].get("registered_on")
        answered.registered[event["subject"]] = (
            date.fromisoformat(stated)
            if stated is not None
            else date_in_wales(datetime.fromisoformat(event["time"]))
        )
        answered.participants[event["subject"]] = result["participant"]
