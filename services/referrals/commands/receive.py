"""Receives a referral and acknowledges it with a reference and the date a decision is due."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.referrals.commands.dates import day_or_today, decision_due
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.commands.routing import provider_in
from services.referrals.domain.partner import Kind, Partner
from services.referrals.domain.person import Person
from services.referrals.domain.referral import PartnerId, Referral, ReferralId
from services.referrals.domain.refusals import (
    BeforeProgramme,
    NoConsent,
    NotVoluntary,
    SourceNotYours,
    UnknownPartner,
)
from services.referrals.programmes import starts_on
from services.referrals.store import partners, referrals
from shared.contracts.referral import ReferralReceived
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral as its referrer sends it; `person` is only ever encrypted and handed on."""

    programme: str
    lot: str
    source: str | None
    made_on: date | None
    knows_it_is_voluntary: bool
    consents: bool
    consent_given_on: date
    person: Person


async def receive(work: UnitOfWork, new: NewReferral) -> Referral:
    """Store a new referral for the provider of its lot.

    Raises UnknownPartner, SourceNotYours, NoProviderInLot, UnknownProgramme, NotVoluntary, NoConsent,
    FutureDate, BeforeProgramme."""
    if not new.knows_it_is_voluntary:
        raise NotVoluntary(pointer="/knows_it_is_voluntary")
    if not new.consents:
        raise NoConsent(pointer="/consent/to_share")
    made_on = day_or_today(work, new.made_on, field="made_on")
    if made_on < starts_on(new.programme):
        raise BeforeProgramme(pointer="/made_on")
    day_or_today(work, new.consent_given_on, field="consent/given_on")
    referrer = await _referrer(work)
    if new.source is not None and referrer.source not in (None, new.source):
        raise SourceNotYours(pointer="/source")
    referral_id = ReferralId(work.new_id())
    referral = Referral(
        id=referral_id,
        reference=reference_of(referral_id),
        programme=new.programme,
        referrer=PartnerId(referrer.id),
        provider=await provider_in(
            work, new.programme, new.lot, made_on, new.person.story.get("conditions", ())
        ),
        lot=new.lot,
        source=new.source or referrer.source or "self",
        made_on=made_on,
        moved_on=made_on,
        received_at=work.now,
        decision_due=decision_due(new.programme, made_on),
    )
    await referrals.add(work, referral, new.person)
    work.announce(
        ReferralReceived(
            **fact_fields(work, referral),
            source=referral.source,
            programme=referral.programme,
            decision_due=referral.decision_due.on,
            decision_rule=referral.decision_due.rule,
        )
    )
    return referral


def reference_of(referral_id: UUID) -> str:
    """Write what people quote on the telephone: the random end of the id, in groups."""
    digits = referral_id.hex[-10:].upper()
    return f"R-{digits[:5]}-{digits[5:]}"


async def _referrer(work: UnitOfWork) -> Partner:
    """Find the caller among the partners that refer. Raises UnknownPartner."""
    organisation = work.caller.organisation
    partner = (await partners.get_many(work, [organisation])).get(organisation)
    if partner is None or partner.kind is not Kind.REFERRER:
        raise UnknownPartner
    return partner
