"""P4-1 Exit: somebody leaves."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from services.participants.domain.enrolment import Enrolment, Exit
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from services.participants.forms.scales import Score
from shared.contracts.participant import ParticipantExited
from shared.contracts.vocabulary import Change, ExitKind, ExitReason, Indicator
from shared.web.field_types import CalendarDate, StrictModel


class SoftOutcome(StrictModel):
    """How one indicator moved."""

    change: Change
    baseline: Score | None = None
    """What was recorded on joining, where anything was [4.59]."""


class ExitForm(PostedForm):
    """P4-1. A date or kind that is not known is left out: the form is kept and shown as incomplete."""

    MANDATORY: ClassVar = ("left_on", "kind", "reason", "soft_outcomes")

    left_on: CalendarDate | None = None
    kind: ExitKind | None = None
    reason: ExitReason | None = None
    soft_outcomes: dict[Indicator, SoftOutcome] = Field(default_factory=dict)
    soft_outcomes_on: CalendarDate | None = None
    """The date on which the thirteen were asked; that of the event's `time` when left out."""

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Close the file. Raises AlreadyLeft."""
        lacks = self.missing()
        after = enrolment.leave(
            Exit(self.left_on, self.kind, self.reason),
            missing=lacks,
            follow_up_due_on=self._follow_up_due_on(programme),
        )
        fact = ParticipantExited(
            **common_attributes(after, event),
            left_on=self.left_on,
            kind=self.kind,
            reason=self.reason,
            soft_outcomes={name: each.change for name, each in self.soft_outcomes.items()},
            soft_outcomes_on=(self.soft_outcomes_on or event.local_date) if self.soft_outcomes else None,
            missing=lacks,
        )
        return Step(after, fact, lacks)

    def _follow_up_due_on(self, programme: Programme) -> date | None:
        """Tell when the person is followed up: nobody is who died, or who left nobody knows when."""
        if self.left_on is None or self.reason is ExitReason.DIED:
            return None
        return programme.follow_up.due(self.left_on).due_on
