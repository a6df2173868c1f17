"""What employers does when others' facts arrive: it learns who may be placed, and nothing else about them."""

from collections.abc import Sequence

from services.employers.domain.participation import Participation
from services.employers.store import participations
from shared.contracts.participant import ParticipantExited, ParticipantRegistered, ParticipantRejoined
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()

Heard = ParticipantRegistered | ParticipantExited | ParticipantRejoined


@reactions.to_all(ParticipantRegistered, ParticipantExited, ParticipantRejoined)
async def know_who_takes_part(work: UnitOfWork, facts: Sequence[Heard]) -> None:
    """A set of facts costs one question and one statement, however many enrolments it is about. Facts of one
    enrolment come in order: what follows a registration that was set aside is set aside with it."""
    known = await participations.known(work, {fact.enrolment_id for fact in facts})
    for fact in facts:
        known[fact.enrolment_id] = _after(known.get(fact.enrolment_id), fact)
    await participations.put(work, known.values())


def _after(known: Participation | None, fact: Heard) -> Participation:
    if isinstance(fact, ParticipantRegistered):
        return Participation(
            enrolment_id=fact.enrolment_id,
            participant_id=fact.participant_id,
            provider=fact.provider,
            lot=fact.lot,
            registered_on=fact.registered_on,
        )
    if known is None:
        raise LookupError(f"enrolment {fact.enrolment_id} was never registered")
    return known.left(fact.left_on) if isinstance(fact, ParticipantExited) else known.came_back()
