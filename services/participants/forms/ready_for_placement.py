"""Mentor and participant agree that somebody is ready for placement, or confirm it (handbook 4)."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import ConfigDict, Field, Strict, model_validator

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.domain.readiness import agree_ready
from services.participants.domain.refusals import NotAgreedByBoth
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.readiness import ReadyForPlacement
from shared.contracts.vocabulary import (
    Adjustment,
    CertificateKind,
    HoursPattern,
    Interest,
    LegalRequirement,
    PlacementKind,
    Travel,
)
from shared.web.field_types import CalendarDate, FreeText, StrictBool, StrictModel

SocGroup = Annotated[int, Strict(), Field(ge=1, le=9)]


class HeldCertificate(StrictModel):
    """A certificate that the person holds. One that does not expire can be posted as its kind alone."""

    model_config = ConfigDict(json_schema_extra={"x-plain-text": "kind"})

    kind: CertificateKind
    expires_on: CalendarDate | None = None
    """Its last day."""

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value


class Readiness(PostedForm):
    """For what somebody is ready, from when, and what they bring. Employers are told of it without a word of
    who it is; the note stays here."""

    from_: CalendarDate | None = Field(default=None, alias="from")
    """The first day on which the person could begin."""
    agreed_on: CalendarDate | None = None
    agreed_by_participant: StrictBool
    agreed_by_mentor: StrictBool
    kinds: tuple[PlacementKind, ...] = Field(min_length=1, max_length=5)
    soc_groups: tuple[SocGroup, ...] = Field(default=(), max_length=9)
    hours_patterns: tuple[HoursPattern, ...] = Field(default=(), max_length=5)
    max_hours_per_week: Annotated[float, Strict(), Field(ge=1, le=168, allow_inf_nan=False)] | None = None
    travel: Travel = Travel.OWN_LOT
    drives: StrictBool = False
    """Has a licence and something to drive."""
    certificates: list[HeldCertificate] = Field(default=[], max_length=20)
    """A list: of a tuple, pydantic says that it is too short where one of its items is wrong."""
    legal_requirements_met: tuple[LegalRequirement, ...] = Field(default=(), max_length=4)
    """What the law asks for that the person is known to meet."""
    adjustments: tuple[Adjustment, ...] = Field(default=(), max_length=9)
    interests: tuple[Interest, ...] = Field(default=(), max_length=11)
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note that the person is ready; nothing is agreed on for a day that is still to come.

        Raises NotAgreedByBoth, AlreadyLeft, FileSuspended, ConsentWithdrawn."""
        if not self.agreed_by_participant:
            raise NotAgreedByBoth(pointer="/data/agreed_by_participant")
        if not self.agreed_by_mentor:
            raise NotAgreedByBoth(pointer="/data/agreed_by_mentor")
        ready_on = min(self.agreed_on or event.local_date, event.posted_on)
        after = agree_ready(enrolment, ready_on)
        if after.ready_on != ready_on:
            return Step(enrolment, None)
        told = self.model_dump(
            exclude={"from_", "agreed_on", "agreed_by_participant", "agreed_by_mentor", "note"}
        )
        fact = ReadyForPlacement(
            **common_attributes(after, event),
            **told,
            ready_on=ready_on,
            stale_on=ready_on + timedelta(days=programme.due.readiness),
            available_from=self.from_ or ready_on,
        )
        return Step(after, fact)
