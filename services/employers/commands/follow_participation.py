"""Follows who takes part, as facts about enrolments tell it, and learns nothing else about people."""

from collections.abc import Sequence
from uuid import UUID

from services.employers.domain.participation import Participation
from services.employers.store import participations
from shared.contracts import participant
from shared.contracts.participant import (
    ConsentRecorded,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.participant_restated import ParticipantRestated
from shared.contracts.readiness import NoLongerReady, ReadyForPlacement
from shared.contracts.vocabulary import Consent
from shared.unit_of_work import UnitOfWork

EnrolmentFact = (
    ParticipantRegistered
    | ConsentRecorded
    | ParticipantExited
    | ParticipantRejoined
    | ReadyForPlacement
    | NoLongerReady
    | ParticipantRestated
)


async def follow_participation(work: UnitOfWork, facts: Sequence[EnrolmentFact]) -> None:
    """Bring the enrolments that a set of facts is about up to date, with two statements, and one more where
    somebody turns out not to have taken part.

    Facts of one enrolment come in order: what follows a registration that was set aside is set aside with
    it. Raises LookupError for an enrolment that was never registered."""
    known = await participations.get_many(work, {fact.enrolment_id for fact in facts})
    gone: set[UUID] = set()
    for fact in facts:
        now = after(known.pop(fact.enrolment_id, None), fact)
        if now is None:
            gone.add(fact.enrolment_id)
        else:
            known[fact.enrolment_id] = now
    await participations.put(work, known.values())
    await participations.remove(work, gone - known.keys())


def after(known: Participation | None, fact: participant.EnrolmentFact) -> Participation | None:
    """Return the participation after a fact; None where the person never took part. Facts that say nothing of
    taking part change nothing."""
    if isinstance(fact, ParticipantRestated):
        anew: Participation | None = None
        for each in fact.history:
            anew = after(anew, each.data)
        return anew
    if isinstance(fact, ParticipantRegistered):
        return Participation(
            enrolment_id=fact.enrolment_id,
            participant_id=fact.participant_id,
            provider=fact.provider,
            lot=fact.lot,
            registered_on=fact.registered_on,
            may_be_matched=fact.consents.get(Consent.EMPLOYER_MATCHING, True),
        )
    if known is None:
        raise LookupError(f"enrolment {fact.enrolment_id} was never registered")
    match fact:
        case ConsentRecorded() if fact.consent is Consent.EMPLOYER_MATCHING:
            return known.consented_to_matching(given=fact.given)
        case ParticipantExited():
            return known.left(fact.left_on)
        case ParticipantRejoined():
            return known.came_back()
        case _:
            return known
