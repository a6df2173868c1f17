"""Moves a referral by what the provider tells of the enrolment that it became: fact by fact, or anew from a
restatement."""

from datetime import date
from typing import Final

from services.referrals.domain.referral import Referral, Status
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import (
    AchievementRecorded,
    ConsentRecorded,
    EnrolmentFact,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.participant_restated import ParticipantRestated
from shared.contracts.vocabulary import AchievementKind, Consent

_WORK: Final = {AchievementKind.PAID_WORK, AchievementKind.SELF_EMPLOYMENT}


def is_news(fact: EnrolmentFact | OutcomeAchieved) -> bool:
    """Tell whether a fact is one that referrers can hear of. Of achievements that is work: as the provider
    recorded it, or, from outcomes, as a placement that began; of consents the one that they may know it."""
    if isinstance(fact, OutcomeAchieved):
        return fact.kind in _WORK and fact.placement_id is not None
    if isinstance(fact, ConsentRecorded):
        return fact.consent is Consent.SHARE_WORK_OUTCOME
    return not isinstance(fact, AchievementRecorded) or fact.kind in _WORK


def registration(fact: EnrolmentFact | OutcomeAchieved) -> ParticipantRegistered | None:
    """Return the registration that a fact tells, or tells anew."""
    if isinstance(fact, ParticipantRestated):
        return registration(fact.history[0].data) if fact.history else None
    return fact if isinstance(fact, ParticipantRegistered) else None


def after(referral: Referral, fact: EnrolmentFact | OutcomeAchieved) -> Referral:
    """Return the referral after a fact; itself where nothing is new."""
    match fact:
        case ParticipantRegistered():
            return referral.registered(
                enrolment_id=fact.enrolment_id,
                on=fact.registered_on,
                may_share_work=fact.shares_work_outcome,
            )
        case ParticipantExited():
            return referral.left(on=fact.left_on)
        case ParticipantRejoined():
            return referral.came_back(on=fact.rejoined_on)
        case ConsentRecorded() | AchievementRecorded() | OutcomeAchieved() if is_news(fact):
            return _after_news_of_work(referral, fact)
        case _:
            return referral


def _after_news_of_work(
    referral: Referral, fact: ConsentRecorded | AchievementRecorded | OutcomeAchieved
) -> Referral:
    if isinstance(fact, ConsentRecorded):
        return referral.consented_to_share_work(given=fact.given, on=fact.since)
    if isinstance(fact, AchievementRecorded):
        return referral.found_work(on=fact.achieved_on)
    return referral.placed_in_work(on=fact.achieved_on)


def restated(referral: Referral, fact: ParticipantRestated, status: Status, moved_on: date) -> list[Referral]:
    """Return the moves of a referral by the records as they should have been, from the `status` that it had
    before the person was registered. What is known of a placement is in no record and stays."""
    placed_on = referral.progress.placed_on
    state = referral.not_registered(status, on=moved_on)
    moves = [] if fact.history else [state]
    for each in fact.history:
        if (step := after(state, each.data)) is not state:
            moves.append(state := step)
    if fact.history and placed_on is not None:
        moves.append(state.placed_in_work(on=placed_on))
    return moves
