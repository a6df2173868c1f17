"""Response shapes about participants, for the provider that supports them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.participants.domain.break_glass import BreakGlassReason
from services.participants.domain.enrolment import Enrolment, Status
from services.participants.domain.expected_referral import ExpectedReferral
from services.participants.domain.payments import PaymentTotal, payment_totals
from services.participants.domain.record import Record
from services.participants.queries import Participant
from services.participants.schemas.limits import LimitOut
from shared.web.field_types import Reference, StrictModel


def reference_of(mentor: UUID | None, references: Mapping[UUID, str]) -> str | None:
    """Name a mentor as their provider does."""
    return None if mentor is None else references[mentor]


class LeftOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    on: date | None
    kind: str | None
    reason: str | None


class EnrolmentOut(BaseModel):
    """How an enrolment stands. `missing` names, per form, what its latest version lacks."""

    id: UUID
    participant_id: UUID
    reference: str
    programme: str
    lot: str
    esf_area: str
    strand: str
    registered_on: date
    eligible: str
    eligibility_reasons: tuple[str, ...]
    referral_id: UUID | None
    status: Status
    characteristics: dict[str, str]
    missing: dict[str, tuple[str, ...]]
    mentor: str | None
    intensity: str | None
    plan_version: int
    left: LeftOut | None
    follow_up: str | None

    @classmethod
    def of(cls, enrolment: Enrolment, mentors: Mapping[UUID, str]) -> Self:
        return cls(**{**enrolment._asdict(), "mentor": reference_of(enrolment.mentor, mentors)})


class SearchIn(StrictModel):
    """What somebody is searched for by."""

    reference: Reference


class FoundOut(BaseModel):
    """The enrolments of whoever was found, in every programme; none where nobody was."""

    items: list[EnrolmentOut]


class RecordOut(BaseModel):
    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: dict[str, Any]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, record: Record) -> Self:
        return cls.model_validate(record, from_attributes=True)


class PaymentTotalOut(BaseModel):
    kind: str
    payments: int
    total_pence: int

    @classmethod
    def of(cls, total: PaymentTotal) -> Self:
        return cls.model_validate(total, from_attributes=True)


class EnrolmentWithRecordsOut(EnrolmentOut):
    records: list[RecordOut]
    payments: list[PaymentTotalOut]


class ParticipantOut(BaseModel):
    """`limits` are the restriction and the legal hold that stand."""

    id: UUID
    person: dict[str, Any]
    limits: list[LimitOut]
    enrolments: list[EnrolmentWithRecordsOut]

    @classmethod
    def of(cls, participant: Participant) -> Self:
        return cls(
            id=participant.id,
            person=dict(participant.identity),
            limits=[LimitOut.of(each) for each in participant.limits],
            enrolments=[
                EnrolmentWithRecordsOut(
                    **EnrolmentOut.of(each, participant.mentors).model_dump(),
                    records=[RecordOut.of(record) for record in participant.records[each.id]],
                    payments=[
                        PaymentTotalOut.of(total) for total in payment_totals(participant.records[each.id])
                    ],
                )
                for each in participant.enrolments
            ],
        )


class BreakGlassIn(StrictModel):
    """Why somebody is read whom the caller normally may not read."""

    reason: BreakGlassReason


class ExpectedOut(BaseModel):
    """Somebody whose referral was accepted and who is not registered yet."""

    referral_id: UUID
    lot: str
    since: datetime

    @classmethod
    def of(cls, referral: ExpectedReferral) -> Self:
        return cls.model_validate(referral, from_attributes=True)
