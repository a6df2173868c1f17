"""What was recorded about an enrolment, each record with its versions."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry.scalars import JSON

from services.participants.domain import record as record_rules
from services.participants.permissions import MayReadParticipants
from shared.graphql import requires


@requires(MayReadParticipants)
@strawberry.type
class RecordVersion:
    """What a record said from a time on, and why it was mended; the first version is what was posted."""

    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: JSON
    withdrawn: bool
    reason: str | None
    author: str | None

    @classmethod
    def of(cls, version: record_rules.Version) -> Self:
        return cls(
            happened_at=version.happened_at,
            recorded_at=version.recorded_at,
            recorded_by=version.recorded_by,
            answers=JSON(dict(version.answers)),
            withdrawn=version.is_withdrawn,
            reason=version.reason,
            author=version.author,
        )


@requires(MayReadParticipants)
@strawberry.type
class Record:
    """Something that was recorded, as its latest version says it: a form, a contact, an activity."""

    id: strawberry.ID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: JSON
    missing: list[str]
    withdrawn: bool
    versions: list[RecordVersion]

    @classmethod
    def of(cls, record: record_rules.Record) -> Self:
        posted, latest = record.posted, record.latest
        return cls(
            id=strawberry.ID(str(record.id)),
            kind=record.kind,
            happened_at=latest.happened_at,
            recorded_at=posted.recorded_at,
            recorded_by=posted.recorded_by,
            answers=JSON(dict(latest.answers)),
            missing=list(latest.missing),
            withdrawn=latest.is_withdrawn,
            versions=[RecordVersion.of(each) for each in record.versions],
        )
