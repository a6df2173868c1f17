"""Follows who is ready for placement, as facts about enrolments tell it."""

from collections.abc import Sequence
from uuid import UUID

from services.employers.domain.readiness import Certificate, Readiness
from services.employers.store import ready_people
from shared.contracts.participant import EnrolmentFact
from shared.contracts.participant_restated import ParticipantRestated
from shared.contracts.readiness import NoLongerReady, ReadyForPlacement
from shared.unit_of_work import UnitOfWork


async def follow_readiness(work: UnitOfWork, facts: Sequence[EnrolmentFact]) -> None:
    """Bring the bank of ready people up to date, with two statements at most; those that nobody was ready in
    need none."""
    told: dict[UUID, Readiness | None] = {}
    for fact in facts:
        if isinstance(fact, (ReadyForPlacement, NoLongerReady, ParticipantRestated)):
            told[fact.enrolment_id] = after(fact)
    await ready_people.put(work, [each for each in told.values() if each is not None])
    await ready_people.remove(work, [enrolment for enrolment, each in told.items() if each is None])


def after(fact: EnrolmentFact) -> Readiness | None:
    """Return what somebody is ready for after a fact about readiness, or anew after a restatement; None where
    they are not. Each says all of it, so that nothing depends on what was known before."""
    if isinstance(fact, ParticipantRestated):
        told = (each.data for each in reversed(fact.history))
        last = next((each for each in told if isinstance(each, (ReadyForPlacement, NoLongerReady))), None)
        return None if last is None else after(last)
    if not isinstance(fact, ReadyForPlacement):
        return None
    return Readiness(
        enrolment_id=fact.enrolment_id,
        participant_id=fact.participant_id,
        provider=fact.provider,
        ready_on=fact.ready_on,
        stale_on=fact.stale_on,
        available_from=fact.available_from,
        kinds=fact.kinds,
        soc_groups=fact.soc_groups,
        hours_patterns=fact.hours_patterns,
        max_hours_per_week=fact.max_hours_per_week,
        travel=fact.travel,
        drives=fact.drives,
        certificates=tuple(Certificate(each.kind, each.expires_on) for each in fact.certificates),
        legal_requirements_met=fact.legal_requirements_met,
        adjustments=fact.adjustments,
        interests=fact.interests,
    )
