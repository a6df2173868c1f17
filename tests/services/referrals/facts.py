"""Facts about enrolments that referrals hears of: a test states what differs."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from deploy.demo.oows import EsfArea, Lot, Strand
from shared.clock import now
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import (
    ConsentRecorded,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.vocabulary import AchievementKind, Answer, Consent, Evidence, ExitKind, LabourMarket


def registered(enrolment: UUID, **differences: Any) -> ParticipantRegistered:
    fields: dict[str, Any] = {
        **_about(enrolment),
        "programme": "oows",
        "lot": Lot.NORTH_WALES,
        "esf_area": EsfArea.WEST_WALES_AND_THE_VALLEYS,
        "strand": Strand.ADULT,
        "local_authority": "W06000002",
        "registered_on": date(2018, 3, 1),
        "labour_market": LabourMarket.LONG_TERM_UNEMPLOYED,
        "eligible": Answer.YES,
        "shares_work_outcome": True,
    }
    return ParticipantRegistered(**{**fields, **differences})


def consented(enrolment: UUID, *, given: bool, on: date = date(2018, 6, 18)) -> ConsentRecorded:
    """Whether the referrer may learn of work, from a day on."""
    return ConsentRecorded(**_about(enrolment), consent=Consent.SHARE_WORK_OUTCOME, given=given, since=on)


def exited(enrolment: UUID, on: date | None) -> ParticipantExited:
    return ParticipantExited(**_about(enrolment), left_on=on, kind=ExitKind.PLANNED)


def rejoined(enrolment: UUID, on: date) -> ParticipantRejoined:
    return ParticipantRejoined(**_about(enrolment), rejoined_on=on)


def achieved(
    enrolment: UUID, on: date = date(2018, 9, 3), kind: AchievementKind = AchievementKind.PAID_WORK
) -> OutcomeAchieved:
    """A placement in work began."""
    placement = uuid4()
    return OutcomeAchieved(
        **_about(enrolment),
        achievement_id=placement,
        placement_id=placement,
        kind=kind,
        achieved_on=on,
        evidence=Evidence.SELF_REPORTED,
    )


def _about(enrolment: UUID) -> dict[str, Any]:
    return {
        "happened_at": now(),
        "enrolment_id": enrolment,
        "participant_id": enrolment,
        "provider": UUID(int=1),
    }
