"""Applies facts about enrolments to the referrals they came from, so that referrers see what became of the
people they sent."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from services.referrals.domain.referral import Referral
from services.referrals.store import pending_work, referrals
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import (
    ConsentRecorded,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.vocabulary import AchievementKind, Consent
from shared.unit_of_work import UnitOfWork
from shared.workers import inbox

EnrolmentFact = (
    ParticipantRegistered | ConsentRecorded | ParticipantExited | ParticipantRejoined | OutcomeAchieved
)

_WORK: Final = {AchievementKind.PAID_WORK, AchievementKind.SELF_EMPLOYMENT}


async def apply_facts(work: UnitOfWork, facts: Sequence[EnrolmentFact]) -> None:
    """Move the referrals that a set of facts is about, with a constant number of statements.

    Most people did not come by a referral. News of work can overtake the registration, which travels on
    another topic: it is kept until the registration comes, and applied right after it."""
    facts = [fact for fact in facts if _is_about_referrers(fact)]
    registrations = [fact for fact in facts if isinstance(fact, ParticipantRegistered)]
    news = [fact for fact in facts if isinstance(fact, OutcomeAchieved)]
    if registrations or news:
        await pending_work.lock(work)
    registered = {fact.enrolment_id for fact in registrations}
    pending = await pending_work.release(work, registered) if registered else {}
    locked = await referrals.lock_many(
        work,
        ids={fact.referral_id for fact in registrations if fact.referral_id is not None},
        enrolments={fact.enrolment_id for fact in facts},
    )
    by_id: dict[UUID, Referral] = {referral.id: referral for referral in locked}
    by_enrolment = {
        referral.enrolment_id: referral for referral in locked if referral.enrolment_id is not None
    }
    moves: list[Referral] = []
    for fact in facts:
        named = fact.referral_id if isinstance(fact, ParticipantRegistered) else None
        referral = by_id.get(named) if named else by_enrolment.get(fact.enrolment_id)
        if referral is None:
            continue
        steps = [_after(referral, fact)]
        if isinstance(fact, ParticipantRegistered) and fact.enrolment_id in pending:
            steps.append(steps[0].found_work(on=pending[fact.enrolment_id]))
        for step in steps:
            if step is not referral:
                moves.append(step)
                referral = by_id[step.id] = by_enrolment[fact.enrolment_id] = step
    if moves:
        await referrals.save_moves(work, moves)
    await _keep_early(work, news, known=registered | by_enrolment.keys())


def _is_about_referrers(fact: EnrolmentFact) -> bool:
    match fact:
        case OutcomeAchieved():
            return fact.kind in _WORK
        case ConsentRecorded():
            return fact.consent is Consent.SHARE_WORK_OUTCOME
        case _:
            return True


def _after(referral: Referral, fact: EnrolmentFact) -> Referral:
    """Return the referral after a fact; itself where the referrer may not know or knows already."""
    match fact:
        case ParticipantRegistered():
            return referral.registered(
                enrolment_id=fact.enrolment_id,
                on=fact.registered_on,
                may_share_work=fact.shares_work_outcome,
            )
        case ConsentRecorded():
            return referral.consented_to_share_work(given=fact.given, on=fact.since)
        case ParticipantExited():
            return referral.left(on=fact.left_on)
        case ParticipantRejoined():
            return referral.came_back(on=fact.rejoined_on)
        case OutcomeAchieved():
            return referral.found_work(on=fact.achieved_on)


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
