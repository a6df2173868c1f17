"""Maps facts to the domain: how each one changes an enrolment, which are achievements, and which can change
what is claimed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.outcomes.commands.date_faults import date_faults
from services.outcomes.domain.change_cause import Cause
from services.outcomes.domain.decision import Achievement
from services.outcomes.domain.enrolment import NOT_KNOWN, Characteristics, Enrolment, Exit, FollowUp
from services.outcomes.store.pending_facts import AboutEnrolment
from shared.clock import date_in_wales
from shared.contracts import participant, placement
from shared.contracts.mentoring_summary import has_begun
from shared.contracts.participant_restated import ParticipantRestated
from shared.contracts.placement import PlacementFact
from shared.contracts.vocabulary import AchievementKind, Answer, Consent, Evidence, PlacementKind
from shared.contracts.vocabulary import FollowUp as Status
from shared.messaging.fact import Fact

_STARTED = {
    PlacementKind.PAID_JOB: AchievementKind.PAID_WORK,
    PlacementKind.APPRENTICESHIP: AchievementKind.PAID_WORK,
}
"""A job that starts is employment (handbook 4)."""
_COMPLETED = {
    PlacementKind.WORK_EXPERIENCE: AchievementKind.WORK_EXPERIENCE,
    PlacementKind.VOLUNTEERING: AchievementKind.VOLUNTEERING,
    PlacementKind.ONE_OFF_EVENT: AchievementKind.VOLUNTEERING,
}
"""One that is completed is a placement (handbook 4); of its two parts, a one-off event is volunteering
(**ours**)."""

_RESTATED = {
    "amended": Cause.AMENDED,
    "withdrawn": Cause.WITHDRAWN,
    "merged": Cause.MERGED,
    "person-corrected": Cause.AMENDED,
}

DECISIVE: frozenset[type[Fact]] = frozenset(
    {
        participant.ParticipantCorrected,
        ParticipantRestated,
        participant.AchievementRecorded,
        participant.OutcomeChosen,
        participant.ParticipantExited,
        participant.ParticipantRejoined,
        participant.ParticipantFollowedUp,
        participant.EmployedAt6Months,
        placement.PlacementStarted,
        placement.PlacementCompleted,
    }
)
"""Facts after which claims are decided again; beside a correction in a form, no other can change them."""


def is_decisive(fact: AboutEnrolment) -> bool:
    """Whether claims are decided again after a fact."""
    return type(fact) in DECISIVE or is_correction(fact)


def registered(fact: participant.ParticipantRegistered) -> Enrolment:
    return Enrolment(
        id=fact.enrolment_id,
        participant=fact.participant_id,
        provider=fact.provider,
        programme=fact.programme,
        lot=fact.lot,
        esf_area=fact.esf_area,
        strand=fact.strand,
        registered_on=fact.registered_on,
        registration_recorded_on=date_in_wales(fact.happened_at),
        labour_market=fact.labour_market.value,
        open_since=fact.registered_on,
        characteristics=Characteristics(labour_market=fact.labour_market.value),
        is_eligible=fact.eligible is not Answer.NO,
        may_be_followed_up=fact.consents.get(Consent.FOLLOW_UP, True),
        flags=fact.flags,
        missing={"P1": fact.missing} if fact.missing else {},
    )


def after(enrolment: Enrolment, fact: AboutEnrolment) -> Enrolment:
    """The enrolment after the fact; the same object where the fact says nothing of it."""
    change = _CHANGES.get(type(fact))
    if change is None:
        return enrolment
    changed, faults = change(enrolment, fact), date_faults(enrolment, fact)
    return changed.with_date_faults(faults) if faults else changed


def achievement(fact: AboutEnrolment) -> Achievement | None:
    """What was achieved, if anything. A placement is one achievement, known by the placement's id, and
    stands on the word of the provider that recorded it."""
    achieved = _ACHIEVED.get(type(fact))
    return achieved(fact) if achieved else None


def _recorded(fact: participant.AchievementRecorded) -> Achievement:
    return Achievement(
        id=fact.achievement_id,
        kind=fact.kind.value,
        achieved_on=fact.achieved_on,
        evidence=fact.evidence.value,
        recorded_on=date_in_wales(fact.happened_at),
        cqfw_level=fact.cqfw_level,
        led_to=fact.led_to,
    )


def _started(fact: placement.PlacementStarted) -> Achievement | None:
    return _placed(fact, _STARTED.get(fact.kind), fact.started_on)


def _completed(fact: placement.PlacementCompleted) -> Achievement | None:
    return _placed(fact, _COMPLETED.get(fact.kind), fact.completed_on)


def _placed(fact: PlacementFact, kind: AchievementKind | None, on: date) -> Achievement | None:
    if kind is None:
        return None
    recorded_on = date_in_wales(fact.happened_at)
    evidence = Evidence.MENTOR_VERIFIED.value
    return Achievement(fact.placement_id, kind.value, on, evidence, recorded_on, placement=True)


_ACHIEVED: Mapping[type[Fact], Callable[[Any], Achievement | None]] = {
    participant.AchievementRecorded: _recorded,
    placement.PlacementStarted: _started,
    placement.PlacementCompleted: _completed,
}


def reason_of(fact: AboutEnrolment) -> str:
    """What happened, as the reason of a change: `cymru.dolen.participant.rejoined.v1` is "rejoined"."""
    return fact.type.split(".")[3]


def cause_of(facts: Sequence[AboutEnrolment], *, day_began: datetime) -> Cause:
    """Why an enrolment changes by these facts, told on the day that began at an instant."""
    mended = [fact for fact in facts if type(fact) is ParticipantRestated or is_correction(fact)]
    if mended:
        last = mended[-1]
        return _RESTATED[last.cause] if type(last) is ParticipantRestated else Cause.AMENDED
    is_late = any(fact.happened_at < day_began for fact in facts)
    return Cause.TOLD_LATE if is_late else Cause.TOLD


def is_correction(fact: AboutEnrolment) -> bool:
    """Whether a fact says that a characteristic was recorded wrongly before."""
    if type(fact) is participant.ParticipantAssessed:
        return bool(fact.corrected)
    return type(fact) is participant.ParticipantCorrected


def _assessed(enrolment: Enrolment, fact: participant.ParticipantAssessed) -> Enrolment:
    assessed = enrolment.assessed(fact.form, _told(fact), fact.missing)
    return _corrected(assessed, fact) if fact.corrected else assessed


def _corrected(
    enrolment: Enrolment, fact: participant.ParticipantCorrected | participant.ParticipantAssessed
) -> Enrolment:
    return enrolment.corrected({name: getattr(fact, name).value for name in fact.corrected})


def _consented(enrolment: Enrolment, fact: participant.ConsentRecorded) -> Enrolment:
    if fact.consent is not Consent.FOLLOW_UP:
        return enrolment
    return enrolment.consented_to_follow_up(given=fact.given)


def _contacted(enrolment: Enrolment, fact: participant.ContactRecorded) -> Enrolment:
    is_past = has_begun(fact.contacted_on, fact.happened_at)
    return enrolment.contacted(fact.contacted_on, attended=fact.attended) if is_past else enrolment


def _active(enrolment: Enrolment, fact: participant.ActivityRecorded) -> Enrolment:
    is_past = has_begun(fact.started_on, fact.happened_at)
    return enrolment.active(fact.ended_on or fact.started_on, fact.hours) if is_past else enrolment


def _suspended(enrolment: Enrolment, fact: participant.ParticipantSuspended) -> Enrolment:
    return enrolment.suspended(fact.suspended_on)


def _resumed(enrolment: Enrolment, fact: participant.ParticipantResumed) -> Enrolment:
    return _open_since(enrolment.resumed(fact.resumed_on), fact)


def _exited(enrolment: Enrolment, fact: participant.ParticipantExited) -> Enrolment:
    left = Exit(
        recorded_on=date_in_wales(fact.happened_at),
        left_on=fact.left_on,
        kind=fact.kind.value if fact.kind else None,
        reason=fact.reason.value if fact.reason else None,
        soft_outcomes={asked.value: change.value for asked, change in fact.soft_outcomes.items()},
        soft_outcomes_on=fact.soft_outcomes_on,
    )
    return enrolment.exited(left, fact.missing)


def _rejoined(enrolment: Enrolment, fact: participant.ParticipantRejoined) -> Enrolment:
    return _open_since(enrolment.rejoined(fact.rejoined_on), fact)


def _open_since(enrolment: Enrolment, fact: Fact) -> Enrolment:
    """A file is open since the day we were told where the day on the form had not come: a date in the future
    never keeps a rule about silence quiet."""
    return enrolment._replace(open_since=min(enrolment.open_since, date_in_wales(fact.happened_at)))


def _followed_up(enrolment: Enrolment, fact: participant.ParticipantFollowedUp) -> Enrolment:
    return enrolment.followed_up(FollowUp(fact.status.value, fact.observed_on))


def _in_work(enrolment: Enrolment, fact: participant.EmployedAt6Months) -> Enrolment:
    seen = FollowUp(Status.IN_WORK.value, fact.observed_on, fact.evidence.value)
    return enrolment.followed_up(seen)


def _chose(enrolment: Enrolment, fact: participant.OutcomeChosen) -> Enrolment:
    return enrolment.chose(fact.group, fact.category)


_CHANGES: Mapping[type[Fact], Callable[[Enrolment, Any], Enrolment]] = {
    participant.ParticipantAssessed: _assessed,
    participant.ParticipantCorrected: _corrected,
    participant.ConsentRecorded: _consented,
    participant.ContactRecorded: _contacted,
    participant.ActivityRecorded: _active,
    participant.ParticipantSuspended: _suspended,
    participant.ParticipantResumed: _resumed,
    participant.ParticipantExited: _exited,
    participant.ParticipantRejoined: _rejoined,
    participant.ParticipantFollowedUp: _followed_up,
    participant.EmployedAt6Months: _in_work,
    participant.OutcomeChosen: _chose,
}


def _told(fact: participant.Characteristics) -> dict[str, str]:
    """The characteristics that are known after a form."""
    answers = ((name, getattr(fact, name).value) for name in Characteristics._fields)
    return {name: answer for name, answer in answers if answer != NOT_KNOWN}
