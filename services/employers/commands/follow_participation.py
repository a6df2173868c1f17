"""Follows who takes part, as facts about enrolments tell it, and learns nothing else about people."""

from collections.abc import Sequence

from services.employers.domain.participation import Participation
from services.employers.store import participations
from shared.contracts.participant import (
    ConsentRecorded,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.vocabulary import Consent
from shared.unit_of_work import UnitOfWork

EnrolmentFact = ParticipantRegistered | ConsentRecorded | ParticipantExited | ParticipantRejoined


async def follow_participation(work: UnitOfWork, facts: Sequence[EnrolmentFact]) -> None:
    """Bring the enrolments that a set of facts is about up to date, with two statements.

    Facts of one enrolment come in order: what follows a registration that was set aside is set aside with
    it. Raises LookupError for an enrolment that was never registered."""
    known = await participations.get_many(work, {fact.enrolment_id for fact in facts})
    for fact in facts:
        known[fact.enrolment_id] = _after(known.get(fact.enrolment_id), fact)
    await participations.put(work, known.values())


def _after(known: Participation | None, fact: EnrolmentFact) -> Participation:
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
    if isinstance(fact, ConsentRecorded):
        is_about_matching = fact.consent is Consent.EMPLOYER_MATCHING
        return known.consented_to_matching(given=fact.given) if is_about_matching else known
    return known.left(fact.left_on) if isinstance(fact, ParticipantExited) else known.came_back()
