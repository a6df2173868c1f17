"""What can be done to a referral: load, decide, save, announce."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.referrals import store
from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.partner import Partner
from services.referrals.domain.referral import Decline, PartnerId, Referral, ReferralId
from services.referrals.domain.refusals import FutureDate, NoConsent, NotVoluntary
from services.referrals.domain.turnround import Deadline
from services.referrals.programmes import turn_round
from shared.clock import date_in_wales
from shared.contracts import referral as facts
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import require_version


@dataclass(frozen=True, slots=True)
class NewReferral:
    """What a referrer tells us; `person` and `story` are only ever sealed and handed on."""

    programme: str
    lot: str
    source: str | None
    made_on: date | None
    knows_it_is_voluntary: bool
    consents: bool
    person: dict[str, Any]
    story: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When a referral was taken back, whether by the referrer or by the person, and why (sealed)."""

    on: date | None
    by: str
    reason: str | None


async def receive(work: UnitOfWork, new: NewReferral) -> Referral:
    """Take in a referral and acknowledge it with a reference and the date a decision is due.

    Raises UnknownPartner, NoProviderInLot, UnknownProgramme, NotVoluntary, NoConsent, FutureDate."""
    if not new.knows_it_is_voluntary:
        raise NotVoluntary(pointer="/knows_it_is_voluntary")
    if not new.consents:
        raise NoConsent(pointer="/consent/to_share")
    today = date_in_wales(work.now)
    made_on = _not_in_future(new.made_on or today, today, "/made_on")
    referrer = await store.referring_partner(work, work.caller.organisation)
    referral_id = ReferralId(work.new_id())
    referral = Referral(
        id=referral_id,
        reference=reference_of(referral_id),
        programme=new.programme,
        referrer=PartnerId(referrer.id),
        provider=await store.provider_in(work, new.lot),
        lot=new.lot,
        source=new.source or referrer.source or "self",
        made_on=made_on,
        moved_on=made_on,
        received_at=work.now,
        decision_due=_decision_due(new.programme, made_on),
    )
    await store.add(work, referral, person=new.person, story=new.story)
    work.announce(
        facts.ReferralReceived(
            **_about(referral, work.now),
            source=referral.source,
            programme=referral.programme,
            decision_due=referral.decision_due.on,
            decision_rule=referral.decision_due.rule,
        )
    )
    return referral


async def accept(work: UnitOfWork, referral_id: UUID, *, seen: int, on: date | None) -> Referral:
    referral = await _seen(work, referral_id, seen)
    accepted = referral.accept(by=work.caller.organisation, on=_decided_on(work, on))
    await store.save(work, accepted)
    work.announce(facts.ReferralAccepted(**_about(accepted, work.now), programme=accepted.programme))
    return accepted


async def decline(
    work: UnitOfWork, referral_id: UUID, *, seen: int, on: date | None, why: Decline
) -> Referral:
    referral = await _seen(work, referral_id, seen)
    declined = referral.turn_down(why, by=work.caller.organisation, on=_decided_on(work, on))
    await store.save(work, declined)
    work.announce(facts.ReferralDeclined(**_about(declined, work.now), reason=why.reason))
    return declined


async def redirect(work: UnitOfWork, referral_id: UUID, *, seen: int, on: date | None, lot: str) -> Referral:
    referral = await _seen(work, referral_id, seen)
    decided_on = _decided_on(work, on)
    due = _decision_due(referral.programme, decided_on)
    provider = await store.provider_in(work, lot)
    redirected = referral.redirect(
        by=work.caller.organisation, on=decided_on, lot=lot, provider=provider, decision_due=due
    )
    async with work.with_system_role():  # from here on it is another provider's
        await store.save(work, redirected)
    work.announce(
        facts.ReferralRedirected(
            **_about(redirected, work.now),
            from_lot=referral.lot,
            decision_due=due.on,
            decision_rule=due.rule,
        )
    )
    return redirected


async def send_back(
    work: UnitOfWork, referral_id: UUID, *, seen: int, on: date | None, questions: str
) -> Referral:
    referral = await _seen(work, referral_id, seen)
    returned = referral.send_back(questions, by=work.caller.organisation, on=_decided_on(work, on))
    await store.save(work, returned)
    work.announce(facts.ReferralReturned(**_about(returned, work.now)))
    return returned


async def answer(work: UnitOfWork, referral_id: UUID, *, seen: int, answers: str) -> Referral:
    referral = await _seen(work, referral_id, seen)
    today = date_in_wales(work.now)
    due = _decision_due(referral.programme, today)
    answered = referral.answer(by=work.caller.organisation, on=today, decision_due=due)
    await store.add_to_story(work, referral, "answers", answers)
    await store.save(work, answered)
    work.announce(facts.ReferralAnswered(**_about(answered, work.now), decision_due=due.on))
    return answered


async def withdraw(work: UnitOfWork, referral_id: UUID, *, seen: int, why: Withdrawal) -> Referral:
    referral = await _seen(work, referral_id, seen)
    today = date_in_wales(work.now)
    on = _not_in_future(why.on or today, today, "/withdrawn_on")
    withdrawn = referral.withdraw(by=work.caller.organisation, on=on, on_behalf_of=why.by)
    if why.reason:
        await store.add_to_story(work, referral, "withdrawal", why.reason)
    await store.save(work, withdrawn)
    work.announce(facts.ReferralWithdrawn(**_about(withdrawn, work.now)))
    return withdrawn


async def register_partner(work: UnitOfWork, partner: Partner) -> Partner:
    """Put a partner on the register, or bring its entry up to date."""
    await store.put_partner(work, partner)
    return partner


def reference_of(referral_id: UUID) -> str:
    """What people quote on the telephone: the random end of the id, in groups."""
    digits = referral_id.hex[-10:].upper()
    return f"R-{digits[:5]}-{digits[5:]}"


async def _seen(work: UnitOfWork, referral_id: UUID, seen: int) -> Referral:
    """The referral as the caller last saw it. Raises NotFound, PreconditionFailed."""
    referral = await store.get(work, referral_id)
    require_version(seen, referral.version, state=referral.status)
    return referral


def _decided_on(work: UnitOfWork, on: date | None) -> date:
    today = date_in_wales(work.now)
    return _not_in_future(on or today, today, "/decided_on")


def _not_in_future(on: date, today: date, pointer: str) -> date:
    if on > today:
        raise FutureDate(pointer=pointer)
    return on


def _decision_due(programme: str, start: date) -> Deadline:
    return turn_round(programme).decision_due(start, bank_holidays(start.year, start.year + 1))


def _about(referral: Referral, at: datetime) -> dict[str, Any]:
    return {
        "happened_at": at,
        "referral_id": referral.id,
        "referrer": referral.referrer,
        "provider": referral.provider,
        "lot": referral.lot,
    }
