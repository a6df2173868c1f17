"""Shapes of records with their versions, and of their amendment, for people whose system does not post."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from services.participants.commands.batch import Accepted
from services.participants.domain.record import Version
from services.participants.forms.mending import MendingForm
from services.participants.forms.records_amended import Amendment
from services.participants.queries import MendedRecord
from services.participants.schemas.participants import RecordOut


class VersionOut(BaseModel):
    """What a record said from `recorded_at` on; `happened_at` is when it happened. The first version is what
    was posted, and has neither reason nor author."""

    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: dict[str, Any]
    missing: tuple[str, ...]
    withdrawn: bool
    reason: str | None
    author: str | None

    @classmethod
    def of(cls, version: Version) -> Self:
        return cls(
            happened_at=version.happened_at,
            recorded_at=version.recorded_at,
            recorded_by=version.recorded_by,
            answers=dict(version.answers),
            missing=version.missing,
            withdrawn=version.is_withdrawn,
            reason=version.reason,
            author=version.author,
        )


class PersonChangeOut(BaseModel):
    """What of a person was put right, before and after."""

    old: dict[str, Any]
    new: dict[str, Any]


class RecordWithVersionsOut(RecordOut):
    """A record as it stands, with everything that it ever said, the earliest first."""

    enrolment_id: UUID
    versions: list[VersionOut]
    person: PersonChangeOut | None
    """What an event put right of the person."""

    @classmethod
    def of_mended(cls, mended: MendedRecord) -> Self:
        return cls(
            **RecordOut.of(mended.record).model_dump(),
            enrolment_id=mended.enrolment_id,
            versions=[VersionOut.of(each) for each in mended.record.versions],
            person=None
            if mended.person is None
            else PersonChangeOut(old=dict(mended.person[0]), new=dict(mended.person[1])),
        )


class AmendIn(MendingForm, Amendment):
    """What a record should have been, with the reason and who says so: the whole form as `data`, the `time`,
    or that it is `withdrawn`."""


class AmendedOut(BaseModel):
    """Whose record was amended."""

    participant: UUID
    enrolment: UUID

    @classmethod
    def of(cls, accepted: Accepted) -> Self:
        return cls(participant=accepted.participant, enrolment=accepted.enrolment)
