"""Facts about one person's participation: builders state only what differs."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from uuid import UUID, uuid4

from shared.contracts import participant as enrolments
from shared.contracts import placement
from shared.messaging.fact import Fact

F = TypeVar("F", bound=Fact)

ANSWERED: dict[str, str] = {
    "gender": "female",
    "ethnicity": "white",
    "condition": "both",
    "qualification": "none",
    "labour_market": "economically_inactive",
    "single_adult_household": "yes",
    "jobless_household": "no",
    "homeless": "no",
    "dependent_children": "no",
    "primary_carer": "no",
    "work_limiting_condition": "no",
    "disability": "no",
}


@dataclass(frozen=True)
class Person:
    """An adult in Powys, economically inactive, registered on 1 March 2017."""

    provider: UUID = field(default_factory=uuid4)
    participant: UUID = field(default_factory=uuid4)
    enrolment: UUID = field(default_factory=uuid4)

    def fact(self, what: type[F], on: date, **data: Any) -> F:
        person = {
            "enrolment_id": self.enrolment,
            "participant_id": self.participant,
            "provider": self.provider,
        }
        return what.model_validate(
            {**person, "happened_at": datetime.combine(on, time(12), tzinfo=UTC), **data}
        )

    def registered(self, on: date = date(2017, 3, 1), **different: Any) -> enrolments.ParticipantRegistered:
        ordinary = {
            "programme": "oows",
            "lot": "Powys",
            "esf_area": "East Wales",
            "strand": "25+",
            "local_authority": "W06000023",
            "registered_on": on,
            "labour_market": "economically_inactive",
            "eligible": "yes",
        }
        return self.fact(enrolments.ParticipantRegistered, on, **{**ordinary, **different})

    def assessed(self, on: date = date(2017, 3, 2), **different: str) -> enrolments.ParticipantAssessed:
        answers: dict[str, Any] = {**ANSWERED, **different}
        return self.fact(enrolments.ParticipantAssessed, on, form="P2.1", assessed_on=on, **answers)

    def contacted(self, on: date, *, attended: bool = True) -> enrolments.ContactRecorded:
        return self.fact(enrolments.ContactRecorded, on, contacted_on=on, attended=attended)

    def active(self, on: date, hours: float) -> enrolments.ActivityRecorded:
        return self.fact(enrolments.ActivityRecorded, on, kind="group", started_on=on, hours=hours)

    def suspended(self, on: date) -> enrolments.ParticipantSuspended:
        return self.fact(enrolments.ParticipantSuspended, on, suspended_on=on)

    def resumed(self, on: date) -> enrolments.ParticipantResumed:
        return self.fact(enrolments.ParticipantResumed, on, resumed_on=on)

    def achieved(self, kind: str, on: date, **different: Any) -> enrolments.AchievementRecorded:
        ordinary = {"achievement_id": uuid4(), "evidence": "third_party_document"}
        return self.fact(
            enrolments.AchievementRecorded, on, kind=kind, achieved_on=on, **{**ordinary, **different}
        )

    def left(self, on: date | None, *, told: date | None = None, **different: Any) -> Any:
        ordinary = {"left_on": on, "kind": "planned", "reason": "employment"}
        happened = told or on
        assert happened is not None
        return self.fact(enrolments.ParticipantExited, happened, **{**ordinary, **different})

    def rejoined(self, on: date) -> enrolments.ParticipantRejoined:
        return self.fact(enrolments.ParticipantRejoined, on, rejoined_on=on)

    def in_work(self, on: date) -> enrolments.EmployedAt6Months:
        return self.fact(enrolments.EmployedAt6Months, on, observed_on=on, evidence="third_party_document")

    def followed_up(self, on: date, status: str) -> enrolments.ParticipantFollowedUp:
        return self.fact(enrolments.ParticipantFollowedUp, on, observed_on=on, status=status)

    def placed(self, on: date, kind: str = "work_experience") -> placement.PlacementCompleted:
        return self.fact(
            placement.PlacementCompleted,
            on,
            placement_id=uuid4(),
            kind=kind,
            started_on=on,
            completed_on=on,
        )

    def started(self, on: date, kind: str = "paid_job") -> placement.PlacementStarted:
        return self.fact(placement.PlacementStarted, on, placement_id=uuid4(), kind=kind, started_on=on)
