"""What referrals does when others' facts arrive: the loop back to the referrer is closed."""

from collections.abc import Sequence
from uuid import UUID

from services.referrals import store
from services.referrals.domain.referral import Referral
from services.referrals.store import several
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import ParticipantExited, ParticipantRegistered, ParticipantRejoined
from shared.contracts.vocabulary import AchievementKind
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()

WORK = {AchievementKind.PAID_WORK, AchievementKind.SELF_EMPLOYMENT}

Told = ParticipantRegistered | ParticipantExited | ParticipantRejoined | OutcomeAchieved


@reactions.to_all(ParticipantRegistered, ParticipantExited, ParticipantRejoined, OutcomeAchieved)
async def tell_the_referrer(work: UnitOfWork, facts: Sequence[Told]) -> None:
    """Move the referrals these facts are about. Most people did not come by a referral: two statements
    find those who did, however many facts there are."""
    sent = await several.referrals(work, [id for fact in facts if (id := _referral_named(fact))])
    known = await several.by_enrolment(work, {fact.enrolment_id for fact in facts})
    for fact in facts:
        named = _referral_named(fact)
        before = sent.get(named) if named else known.get(fact.enrolment_id)
        if before is None or (after := _told(before, fact)) is before:
            continue
        await store.save(work, after, enrolment_id=fact.enrolment_id)
        known[fact.enrolment_id] = after


def _referral_named(fact: Told) -> UUID | None:
    return fact.referral_id if isinstance(fact, ParticipantRegistered) else None


def _told(referral: Referral, fact: Told) -> Referral:
    """The referral after what came back; itself where the referrer may not know or knows already."""
    match fact:
        case ParticipantRegistered():
            return referral.registered(on=fact.registered_on, may_share_work=fact.shares_work_outcome)
        case ParticipantExited():
            return referral.left(on=fact.left_on)
        case ParticipantRejoined():
            return referral.came_back(on=fact.rejoined_on)
        case OutcomeAchieved() if fact.kind in WORK:
            return referral.into_work(on=fact.achieved_on)
        case _:
            return referral
