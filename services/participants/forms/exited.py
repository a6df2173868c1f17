"""P4-1 Exit: somebody leaves."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, Strict, StringConstraints

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.exit import Exit
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from services.participants.forms.scales import Score
from shared.contracts.participant import ParticipantExited
from shared.contracts.vocabulary import Change, ExitKind, ExitReason, Indicator
from shared.web.field_types import CalendarDate, SingleLine, StrictModel


class SoftOutcome(StrictModel):
    """How one indicator moved."""

    change: Change
    baseline: Score | None = None
    """What was recorded on joining, where anything was [4.59]."""


class Destination(StrictModel):
    """The work, paid or not, that somebody left for: in 2019 nobody knew what jobs [4.29]."""

    kind: Literal["paid_work", "self_employment", "volunteering"] | None = None
    role: SingleLine | None = None
    soc_major_group: Annotated[int, Field(ge=1, le=9)] | None = None
    """Major group of the Standard Occupational Classification."""
    sector: Annotated[str, StringConstraints(pattern=r"^[A-U]$")] | None = None
    """Section of the Standard Industrial Classification."""
    hours_a_week: Annotated[float, Strict(), Field(ge=0, le=168)] | None = None
    employer: Literal["public", "private", "third_sector", "provider", "not_known"] | None = None
    """The kind of employer; the provider itself is one of its own [4.32]."""
    starts_on: CalendarDate | None = None


class ExitForm(PostedForm):
    """P4-1. A date or kind that is not known is left out: the form is kept and shown as incomplete."""

    MANDATORY: ClassVar = ("left_on", "kind", "reason")
    """Beside these, all thirteen soft outcomes, and what work it is that somebody left for."""

    left_on: CalendarDate | None = None
    kind: ExitKind | None = None
    reason: ExitReason | None = None
    destination: Destination | None = None
    soft_outcomes: dict[Indicator, SoftOutcome] = Field(default_factory=dict)
    soft_outcomes_on: CalendarDate | None = None
    """The date on which the thirteen were asked; that of the event's `time` when left out."""

    def missing(self) -> tuple[str, ...]:
        """List what is left out: one answer of the thirteen does not make the form complete."""
        return (*super().missing(), *self._missing_outcomes(), *self._missing_destination())

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Close the file. Raises AlreadyLeft, DisengagedTooEarly."""
        lacks = self.missing()
        left = Exit(self.left_on, self.kind, self.reason)
        programme.check_disengaged(enrolment, left, event.local_date)
        after = programme.leave(enrolment, left, missing=lacks)
        asked_on = (self.soft_outcomes_on or event.local_date) if self.soft_outcomes else None
        fact = ParticipantExited(
            **common_attributes(after, event),
            left_on=self.left_on,
            kind=self.kind,
            reason=self.reason,
            soft_outcomes={name: each.change for name, each in self.soft_outcomes.items()},
            soft_outcomes_on=asked_on,
            missing=lacks,
        )
        return Step(after, fact, lacks)

    def _missing_outcomes(self) -> tuple[str, ...]:
        if not self.soft_outcomes:
            return ("soft_outcomes",)
        return tuple(f"soft_outcomes.{name}" for name in Indicator if name not in self.soft_outcomes)

    def _missing_destination(self) -> tuple[str, ...]:
        is_asked = self.reason is ExitReason.EMPLOYMENT and self.destination is None
        return ("destination",) if is_asked else ()
