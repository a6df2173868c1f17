"""What each posted form does to an enrolment, and the fact that follows: pure, one form after another."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from services.participants import forms
from services.participants.domain.completeness import missing
from services.participants.domain.enrolment import Enrolment, Exit
from services.participants.domain.mentor import mentor_id
from services.participants.domain.programme import Programme
from services.participants.posted_event import PostedEvent
from shared.contracts import participant as facts
from shared.contracts import vocabulary as words
from shared.messaging.fact import Fact

ALLOWED: dict[str, frozenset[str]] = {
    name: frozenset(cast("type[StrEnum]", field.annotation))
    for name, field in facts.Characteristics.model_fields.items()
}
"""The values each characteristic can be corrected to."""

CHARACTERISTICS = frozenset(ALLOWED)


class Step(NamedTuple):
    """An enrolment after a form, the fact to announce, and what the record of it keeps."""

    enrolment: Enrolment
    fact: Fact
    missing: tuple[str, ...] = ()
    kept: dict[str, Any] | None = None
    """What is kept beside the form: for a correction, the old value."""


def apply(enrolment: Enrolment, posted: PostedEvent, programme: Programme) -> Step:
    """Apply one posted form. Raises a Refusal when the enrolment's state does not allow it."""
    return _FOLDS[type(posted.form)](enrolment, posted, posted.form, programme)


def _assessed(before: Enrolment, posted: PostedEvent, form: Any, _: Programme) -> Step:
    answers = form.model_dump(mode="json")
    told = {name: answers[name] for name in CHARACTERISTICS & answers.keys()}
    lacks = missing(form.form, answers)
    after = before.assess(form.form, told, lacks)
    fact = facts.ParticipantAssessed(
        **_about(after, posted),
        **after.characteristics,
        form=form.form,
        assessed_on=form.assessed_on or posted.on,
        missing=lacks,
    )
    return Step(after, fact, lacks)


def _allocated(before: Enrolment, posted: PostedEvent, form: forms.Allocation, _: Programme) -> Step:
    after = before.allocate(form.mentor)
    fact = facts.MentorAllocated(
        **_about(after, posted),
        mentor_id=mentor_id(after.provider, form.mentor),
        allocated_on=form.allocated_on or posted.on,
    )
    return Step(after, fact)


def _planned(before: Enrolment, posted: PostedEvent, form: forms.ActionPlan, _: Programme) -> Step:
    after = before.agree_plan()
    fact = facts.ActionPlanAgreed(
        **_about(after, posted), agreed_on=form.agreed_on or posted.on, version=after.plan_version
    )
    return Step(after, fact)


def _contacted(before: Enrolment, posted: PostedEvent, form: forms.Contact, _: Programme) -> Step:
    fact = facts.ContactRecorded(
        **_about(before, posted),
        contacted_on=form.contacted_on or posted.on,
        attended=form.attendance == "attended",
    )
    return Step(before, fact)


def _active(before: Enrolment, posted: PostedEvent, form: forms.Activity, _: Programme) -> Step:
    fact = facts.ActivityRecorded(
        **_about(before, posted),
        kind=form.kind,
        started_on=form.started_on or posted.on,
        ended_on=form.ended_on,
        hours=form.hours,
    )
    return Step(before, fact)


def _intensified(before: Enrolment, posted: PostedEvent, form: forms.Intensity, _: Programme) -> Step:
    after = before.change_intensity(form.intensity)
    fact = facts.IntensityChanged(
        **_about(after, posted), intensity=form.intensity, changed_on=form.changed_on or posted.on
    )
    return Step(after, fact)


def _suspended(before: Enrolment, posted: PostedEvent, form: forms.Suspension, _: Programme) -> Step:
    after = before.suspend()
    on = form.suspended_on or posted.on
    return Step(after, facts.ParticipantSuspended(**_about(after, posted), suspended_on=on))


def _resumed(before: Enrolment, posted: PostedEvent, form: forms.Resumption, _: Programme) -> Step:
    after = before.resume()
    on = form.resumed_on or posted.on
    return Step(after, facts.ParticipantResumed(**_about(after, posted), resumed_on=on))


def _achieved(before: Enrolment, posted: PostedEvent, form: forms.Achievement, _: Programme) -> Step:
    fact = facts.AchievementRecorded(
        **_about(before, posted),
        achievement_id=posted.record,
        kind=form.kind,
        achieved_on=form.achieved_on or posted.on,
        evidence=form.evidence,
        cqfw_level=form.cqfw_level,
    )
    return Step(before, fact)


def _exited(before: Enrolment, posted: PostedEvent, form: forms.Exit, programme: Programme) -> Step:
    lacks = missing("P4-1", form.model_dump())
    due = None
    if form.left_on is not None and form.reason != words.ExitReason.DIED:
        _, due, _ = programme.follow_up.due(form.left_on)
    after = before.leave(Exit(form.left_on, form.kind, form.reason), missing=lacks, follow_up_due_on=due)
    fact = facts.ParticipantExited(
        **_about(after, posted),
        left_on=form.left_on,
        kind=form.kind,
        reason=form.reason,
        soft_outcomes={name: each.change for name, each in form.soft_outcomes.items()},
        soft_outcomes_on=(form.soft_outcomes_on or posted.on) if form.soft_outcomes else None,
        missing=lacks,
    )
    return Step(after, fact, lacks)


def _rejoined(before: Enrolment, posted: PostedEvent, form: forms.Return, _: Programme) -> Step:
    after = before.rejoin()
    on = form.rejoined_on or posted.on
    return Step(after, facts.ParticipantRejoined(**_about(after, posted), rejoined_on=on))


def _followed_up(before: Enrolment, posted: PostedEvent, form: forms.FollowUpReport, _: Programme) -> Step:
    after = before.followed_up(form.status)
    on = form.observed_on or posted.on
    if form.status is words.FollowUp.IN_WORK:
        working = facts.EmployedAt6Months(**_about(after, posted), observed_on=on, evidence=form.evidence)
        return Step(after, working)
    told = facts.ParticipantFollowedUp(**_about(after, posted), observed_on=on, status=form.status)
    return Step(after, told)


def _corrected(before: Enrolment, posted: PostedEvent, form: forms.Correction, _: Programme) -> Step:
    after, old = before.correct(form.field, form.value, ALLOWED[form.field])
    fact = facts.ParticipantCorrected(
        **_about(after, posted), **after.characteristics, corrected=(form.field,)
    )
    return Step(after, fact, kept={"old_value": old})


_FOLDS: dict[type[BaseModel], Callable[[Enrolment, PostedEvent, Any, Programme], Step]] = {
    forms.Needs: _assessed,
    forms.Monitoring: _assessed,
    forms.Wheel: _assessed,
    forms.Risk: _assessed,
    forms.Allocation: _allocated,
    forms.ActionPlan: _planned,
    forms.Contact: _contacted,
    forms.Activity: _active,
    forms.Intensity: _intensified,
    forms.Suspension: _suspended,
    forms.Resumption: _resumed,
    forms.Achievement: _achieved,
    forms.Exit: _exited,
    forms.Return: _rejoined,
    forms.FollowUpReport: _followed_up,
    forms.Correction: _corrected,
}


def _about(enrolment: Enrolment, posted: PostedEvent) -> dict[str, Any]:
    return {
        "happened_at": posted.time,
        "enrolment_id": enrolment.id,
        "participant_id": enrolment.participant_id,
        "provider": enrolment.provider,
    }
