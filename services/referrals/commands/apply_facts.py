"""Applies facts about enrolments to the referrals they came from, so that referrers see what became of the
people they sent."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.referrals.commands.follow_enrolment import after, is_news, registration, restated
from services.referrals.domain.referral import Referral
from services.referrals.domain.webhook import News, news_of_referral
from services.referrals.store import history, pending_work, referrals
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import (
    AchievementRecorded,
    ConsentRecorded,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.participant_restated import ParticipantRestated
from shared.unit_of_work import UnitOfWork
from shared.workers import inbox

EnrolmentFact = (
    ParticipantRegistered
    | ConsentRecorded
    | ParticipantExited
    | ParticipantRejoined
    | AchievementRecorded
    | ParticipantRestated
    | OutcomeAchieved
)


async def apply_facts(work: UnitOfWork, facts: Sequence[EnrolmentFact]) -> None:
    """Move the referrals that a set of facts is about, with a constant number of statements.

    Most people did not come by a referral. News of a placement in work can overtake the registration, which
    travels on another topic: it is kept until the registration comes, and applied right after it."""
    facts = [fact for fact in facts if is_news(fact)]
    registrations = [fact for fact in facts if registration(fact) is not None]
    of_work = [fact for fact in facts if isinstance(fact, OutcomeAchieved)]
    if registrations or of_work:
        await pending_work.lock(work)
    registered = {fact.enrolment_id for fact in registrations}
    pending = await pending_work.release(work, registered) if registered else {}
    locked = await referrals.lock_many(
        work,
        ids={id for fact in registrations if (id := _referral_id(fact)) is not None},
        enrolments={fact.enrolment_id for fact in facts},
    )
    by_id: dict[UUID, Referral] = {referral.id: referral for referral in locked}
    by_enrolment = {
        referral.enrolment_id: referral for referral in locked if referral.enrolment_id is not None
    }
    mended = any(isinstance(fact, ParticipantRestated) for fact in facts)
    before = await history.before_registration(work, by_id) if mended else {}
    voided: set[UUID] = set()
    moves: list[Referral] = []
    news: list[News] = []
    for fact in facts:
        named = _referral_id(fact)
        referral = by_id.get(named) if named else by_enrolment.get(fact.enrolment_id)
        if referral is None:
            continue
        if isinstance(fact, ParticipantRestated):
            voided.add(referral.id)
            moves = [move for move in moves if move.id != referral.id]
            steps = restated(referral, fact, *before[referral.id])
        else:
            steps = [after(referral, fact)]
        if fact.enrolment_id in pending and registration(fact) is not None:
            steps.append(steps[-1].placed_in_work(on=pending.pop(fact.enrolment_id)))
        if (told := news_of_referral(steps[-1], before=referral)) is not None:
            news.append(told)
        for step in steps:
            if step is not referral:
                moves.append(step)
                referral = by_id[step.id] = by_enrolment[fact.enrolment_id] = step
    if voided:
        await history.void(work, voided)
    if moves:
        await referrals.save_moves(work, moves, news)
    await _keep_early(work, of_work, known=registered | by_enrolment.keys())


def _referral_id(fact: EnrolmentFact) -> UUID | None:
    told = registration(fact)
    return None if told is None else told.referral_id


async def _keep_early(work: UnitOfWork, news: Sequence[OutcomeAchieved], *, known: Collection[UUID]) -> None:
    """Keep news of work about enrolments whose registration is still to come. Those whose registration was
    applied came by no referral: nobody waits for the news."""
    found = {fact.enrolment_id: fact.achieved_on for fact in reversed(news) if fact.enrolment_id not in known}
    if not found:
        return
    connection = await work.connection()
    early = await inbox.unknown_keys(connection, ParticipantRegistered.topic, found.keys())
    if early:
        await pending_work.keep(work, {enrolment: found[enrolment] for enrolment in early})
