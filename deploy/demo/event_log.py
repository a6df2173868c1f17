"""Collects one person's events, in any order, and gives them a time of day, an order and ids."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID, uuid5

from deploy.demo.person import Body, DemoPerson, plus
from services.participants.schemas.intake import PREFIX
from shared.clock import WALES

NAMESPACE = UUID("5b0c7d52-5c8f-5d3e-9d0a-6b3c1e2f4a80")
"""Everything the demonstration gives an id gets it from this and a name: the same every time."""

_LATE = 17 * 60 + 45
_SAID = 0.6
"""How often a system sends the date inside a form although the event's time says it already."""


@dataclass(slots=True, eq=False)
class Entry:
    """An event, before its place among the others is known. `amends` is the one that it puts right, and
    `leads_to` the one of what it led to: an event's id follows from its place."""

    on: date
    rank: int
    type: str
    data: Body
    amends: "Entry | None" = None
    leads_to: "Entry | None" = None
    minute: int | None = None
    """Of the day, where that is not drawn."""
    id: str = ""


@dataclass
class Timeline:
    """Collects what is posted under one subject, in any order."""

    subject: str
    rng: Random
    _entries: list[Entry] = field(default_factory=list)

    def add(self, day: date, what: str, rank: int = 5, dated: str | None = None, /, **data: object) -> Entry:
        """`rank` orders what happens on one day; `dated` names the form's own field for the day, which
        is sometimes left out, as it may be."""
        body: Body = {name: value for name, value in data.items() if value is not None}
        if dated is not None and self.rng.random() < _SAID:
            body[dated] = day.isoformat()
        entry = Entry(day, rank, f"{PREFIX}{what}.v1", body)
        self._entries.append(entry)
        return entry

    def add_late(self, day: date, what: str, /, **data: object) -> None:
        """Add what is told at the end of a working day: nothing is drawn for it, so that it moves nothing
        else of anybody's."""
        self._entries.append(Entry(day, 8, f"{PREFIX}{what}.v1", data, minute=_LATE))

    def amend(self, day: date, record: Entry, reason: str, author: str, /, **change: object) -> None:
        """Put an earlier event right: `change` says what it should have been."""
        data: Body = {"reason": reason, "author": author, "changes": [change]}
        self._entries.append(Entry(day, 9, f"{PREFIX}records-amended.v1", data, amends=record))

    def events(self, source: str) -> list[tuple[datetime, Body]]:
        """CloudEvents in order, each with the local time it is sorted by."""
        self._entries.sort(key=lambda entry: (entry.on, entry.rank))
        for number, entry in enumerate(self._entries):
            entry.id = str(uuid5(NAMESPACE, f"{source}/{self.subject}/{number}"))
        made = []
        today, minute = date.min, 0
        for entry in self._entries:
            day = entry.on
            if entry.amends is not None:
                [change] = entry.data["changes"]
                change["record"] = {"source": source, "id": entry.amends.id}
            if entry.leads_to is not None:
                entry.data["led_to"] = {"source": source, "id": entry.leads_to.id}
            if entry.minute is None:
                minute = minute + self.rng.randint(2, 9) if day == today else self.rng.randint(540, 960)
                today = day
            at = datetime.combine(day, time()) + timedelta(minutes=entry.minute or minute)
            event = {
                "specversion": "1.0",
                "id": entry.id,
                "source": source,
                "type": entry.type,
                "subject": self.subject,
                "time": at.isoformat() + _offset(day),
                "data": entry.data,
            }
            made.append((at, event))
        return made


class EventLog(Timeline):
    """What happened to one person of the Out of Work Service."""

    def __init__(self, person: DemoPerson, rng: Random) -> None:
        super().__init__(person.subject, rng)
        self.person = person

    def some_day(self, earliest: int, latest: int | None = None) -> date:
        """A day so many days after registration, but not after the support ended."""
        span = self.person.supported_days
        high = span if latest is None else min(latest, span)
        return plus(self.person.registered_on, self.rng.randint(min(earliest, high), high))


@cache
def _offset(day: date) -> str:
    """Wales against UTC in office hours of a day; clocks never change during them."""
    noon = datetime.combine(day, time(12), WALES)
    return noon.isoformat()[-6:]
