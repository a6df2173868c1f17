"""Response shapes about participants, for the provider that supports them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.participants.domain.appointments import AppointmentStatus, appointments
from services.participants.domain.break_glass import BreakGlassReason
from services.participants.domain.enrolment import Enrolment, Status
from services.participants.domain.expected_referral import ExpectedReferral
from services.participants.domain.onward_referrals import onward_referral_totals
from services.participants.domain.payments import PaymentTotal, payment_totals
from services.participants.domain.record import Record
from services.participants.programmes import programme
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


class ConsentOut(BaseModel):
    """A consent as it stands; what it covers is empty where it was not told."""

    model_config = ConfigDict(from_attributes=True)

    given: bool
    on: date
    how: tuple[str, ...]
    never_through_employer: bool | None
    may_be_told: tuple[str, ...]


class EnrolmentOut(BaseModel):
    """How an enrolment stands. `missing` names, per form, what its latest version lacks; `strikes` counts, to
    three, what was tried without a reply, and `letter_ends_on` is the last day that the letter gives;
    `check_ins` counts, to two, the days on which somebody who left for work was reached."""

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
    consents: dict[str, ConsentOut]
    consent_withdrawn_on: date | None
    status: Status
    characteristics: dict[str, str]
    missing: dict[str, tuple[str, ...]]
    mentor: str | None
    intensity: str | None
    strikes: int
    letter_ends_on: date | None
    soft_landing_until: date | None
    check_ins: int
    suspended_on: date | None
    tried_until: date | None
    plan_version: int
    ready_on: date | None
    left: LeftOut | None
    follow_up: str | None
    follow_up_on: date | None

    @classmethod
    def of(cls, enrolment: Enrolment, mentors: Mapping[UUID, str]) -> Self:
        disengagement = programme(enrolment.programme).disengagement
        found, found_on = enrolment.follow_up or (None, None)
        told = {
            "follow_up": found,
            "follow_up_on": found_on,
            "mentor": reference_of(enrolment.mentor, mentors),
            "strikes": enrolment.strikes.standing,
            "soft_landing_until": enrolment.soft_landing.soft_landing_until,
            "check_ins": enrolment.soft_landing.check_ins,
            "letter_ends_on": disengagement.letter_ends_on(enrolment.strikes),
        }
        return cls(**{**enrolment._asdict(), **told})


class SearchIn(StrictModel):
    """What somebody is searched for by."""

    reference: Reference


class FoundOut(BaseModel):
    """The enrolments of whoever was found, in every programme; none where nobody was."""

    items: list[EnrolmentOut]


class RecordOut(BaseModel):
    """A record as it stands: `happened_at`, `answers` and `missing` are those of its latest version."""

    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: dict[str, Any]
    missing: tuple[str, ...]
    withdrawn: bool

    @classmethod
    def of(cls, record: Record) -> Self:
        posted, latest = record.posted, record.latest
        return cls(
            id=record.id,
            kind=record.kind,
            happened_at=latest.happened_at,
            recorded_at=posted.recorded_at,
            recorded_by=posted.recorded_by,
            answers=dict(latest.answers),
            missing=latest.missing,
            withdrawn=latest.is_withdrawn,
        )


class PaymentTotalOut(BaseModel):
    kind: str
    payments: int
    total_pence: int

    @classmethod
    def of(cls, total: PaymentTotal) -> Self:
        return cls.model_validate(total, from_attributes=True)


class AppointmentOut(BaseModel):
    """An appointment as it was made last, and what became of it."""

    appointment: str
    planned_on: date
    planned_at: str | None
    kind: str
    where: str | None
    mentor: str | None
    status: AppointmentStatus
    is_first_missed: bool


class OnwardReferralTotalOut(BaseModel):
    to: str
    referrals: int
    taken_up: int
    not_taken_up: int


class EnrolmentWithRecordsOut(EnrolmentOut):
    records: list[RecordOut]
    payments: list[PaymentTotalOut]
    appointments: list[AppointmentOut]
    referred_on: list[OnwardReferralTotalOut]

    @classmethod
    def with_records(
        cls, enrolment: Enrolment, records: Sequence[Record], mentors: Mapping[UUID, str]
    ) -> Self:
        referrals = onward_referral_totals(records)
        return cls(
            **EnrolmentOut.of(enrolment, mentors).model_dump(),
            records=[RecordOut.of(each) for each in records],
            payments=[PaymentTotalOut.of(each) for each in payment_totals(records)],
            appointments=[AppointmentOut(**each._asdict()) for each in appointments(records)],
            referred_on=[OnwardReferralTotalOut(**each._asdict()) for each in referrals],
        )


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
                EnrolmentWithRecordsOut.with_records(each, participant.records[each.id], participant.mentors)
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
