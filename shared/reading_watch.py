"""Flags unusual reading: one user, or one system, that reads an unusual number of people within an hour.

Each process counts for itself, in memory of a bounded size; what the audit holds is complete and can be
counted across processes."""

import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from shared import security_events
from shared.auth.caller import SYSTEM, Caller
from shared.auth.key_set import Clock

HOUR: Final = 3600.0
"""Seconds of the sliding window, and those after which somebody who was flagged can be again."""
MOST_READERS: Final = 4096
"""Readers remembered; of more, those who have read nothing for longest are forgotten."""

Reader = tuple[UUID, str, str | None]
"""Organisation, client, and the person behind it."""


@dataclass(slots=True)
class _Read:
    """Whom somebody has read, with the time of the last reading, oldest first."""

    people: OrderedDict[UUID, float] = field(default_factory=OrderedDict)
    quiet_until: float = 0.0


class ReadingWatch:
    """Counts the people that each caller reads. `by_person` and `by_system` are how many within an hour are
    unusual, for somebody who has signed in and for a system by itself."""

    def __init__(self, *, by_person: int, by_system: int, clock: Clock = time.monotonic) -> None:
        self._by_person, self._by_system, self._clock = by_person, by_system, clock
        self._readers: OrderedDict[Reader, _Read] = OrderedDict()

    def note(self, caller: Caller, people: Collection[UUID]) -> None:
        """Note that the caller has read these people; record a security event where that makes too many."""
        if caller.role == SYSTEM or not people:
            return
        reader: Reader = caller.organisation, caller.client, caller.person
        read, now = self._of(reader), self._clock()
        if now < read.quiet_until:
            return
        for person in people:
            read.people[person] = now
            read.people.move_to_end(person)
        while read.people and next(iter(read.people.values())) <= now - HOUR:
            read.people.popitem(last=False)
        limit = self._by_system if caller.person is None else self._by_person
        if len(read.people) > limit:
            security_events.record("unusual-reading", caller.identity(), people=len(read.people), limit=limit)
            read.people.clear()
            read.quiet_until = now + HOUR

    def _of(self, reader: Reader) -> _Read:
        read = self._readers.setdefault(reader, _Read())
        self._readers.move_to_end(reader)
        if len(self._readers) > MOST_READERS:
            self._readers.popitem(last=False)
        return read
