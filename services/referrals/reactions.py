"""What referrals does when others' facts arrive: the loop back to the referrer is closed."""

from services.referrals import store
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import ParticipantExited, ParticipantRegistered, ParticipantRejoined
from shared.contracts.vocabulary import AchievementKind
from shared.events.reactions import Reactions
from shared.work import Work

reactions = Reactions()

WORK = {AchievementKind.PAID_WORK, AchievementKind.SELF_EMPLOYMENT}


@reactions.to(ParticipantRegistered)
async def tell_of_registration(work: Work, fact: ParticipantRegistered) -> None:
    if fact.referral_id is None or (referral := await store.find(work, fact.referral_id)) is None:
        return
    registered = referral.registered(on=fact.registered_on, may_share_work=fact.shares_work_outcome)
    await store.save(work, registered, enrolment_id=fact.enrolment_id)


@reactions.to(ParticipantExited)
async def tell_of_leaving(work: Work, fact: ParticipantExited) -> None:
    if (referral := await store.find_by_enrolment(work, fact.enrolment_id)) is not None:
        await store.save(work, referral.left(on=fact.left_on))


@reactions.to(ParticipantRejoined)
async def tell_of_return(work: Work, fact: ParticipantRejoined) -> None:
    if (referral := await store.find_by_enrolment(work, fact.enrolment_id)) is not None:
        await store.save(work, referral.came_back(on=fact.rejoined_on))


@reactions.to(OutcomeAchieved)
async def tell_of_work(work: Work, fact: OutcomeAchieved) -> None:
    if fact.kind not in WORK:
        return
    referral = await store.find_by_enrolment(work, fact.enrolment_id)
    if referral is not None and (working := referral.into_work(on=fact.achieved_on)) is not referral:
        await store.save(work, working)
