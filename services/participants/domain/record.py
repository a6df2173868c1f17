"""A record: one posted event with its versions, of which the latest counts. None is changed or deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

RECORDS_AMENDED: Final = "records-amended"
PERSON_CORRECTED: Final = "person-corrected"
MENDINGS: Final = frozenset({RECORDS_AMENDED, PERSON_CORRECTED})
"""Kinds of event that mend what is recorded, and are no step of an enrolment themselves."""
REGISTERED: Final = "registered"


@dataclass(frozen=True, slots=True)
class Version:
    """What a record said from `recorded_at` on. `happened_at` is the event's time, `missing` names the
    mandatory fields that the form lacked, and `reason` and `author` those of a mending: the version that was
    posted first has none."""

    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: Mapping[str, Any]
    missing: tuple[str, ...]
    is_withdrawn: bool = False
    reason: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """`place` counts the order in which records reached us; `versions` begin with what was posted."""

    id: UUID
    kind: str
    place: int
    versions: tuple[Version, ...]

    @property
    def posted(self) -> Version:
        return self.versions[0]

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    @property
    def counts(self) -> bool:
        """Whether the enrolment follows from it: it was not withdrawn, and mends no other."""
        return not self.latest.is_withdrawn and self.kind not in MENDINGS

    def amended(self, version: Version) -> "Record":
        """Add a version, which counts from now on."""
        return Record(self.id, self.kind, self.place, (*self.versions, version))

    def with_missing(self, missing: tuple[str, ...]) -> "Record":
        """Say what the latest version lacks, which is known once it is folded."""
        latest = replace(self.latest, missing=missing)
        return Record(self.id, self.kind, self.place, (*self.versions[:-1], latest))


def in_order(records: Iterable[Record]) -> list[Record]:
    """Put what counts into the order in which it happened: the registration first, then by `time`.

    What was told after something later takes effect when it was told, as it did on the day (decision 0034):
    only a mending moves a record to another time."""
    latest: datetime | None = None
    placed: list[tuple[bool, datetime, int, Record]] = []
    for record in sorted((each for each in records if each.counts), key=lambda each: each.place):
        at = record.latest.happened_at
        if at == record.posted.happened_at:
            at = latest = max(latest or at, at)
        placed.append((record.kind != REGISTERED, at, record.place, record))
    return [record for *_, record in sorted(placed, key=lambda each: each[:3])]
