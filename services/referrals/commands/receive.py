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
    SourceNeeded,
    SourceNotYours,
    TooYoungForSource,
    UnknownPartner,
)
from services.referrals.programmes import least_age, starts_on
from services.referrals.store import partners, recent_referrals, referrals
from shared.calendar import years_between
from shared.contracts.referral import ReferralReceived
from shared.contracts.role_policy import Permission
from shared.contracts.vocabulary import ReferralSource
from shared.programmes.delivery import check_delivers
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral as its referrer sends it; `person` is only ever encrypted and handed on."""

    programme: str
    lot: str
    source: str | None
    on_behalf_of: UUID | None
    """The partner for whom a provider writes it down."""
    made_on: date | None
    in_prison_until: date | None
    knows_it_is_voluntary: bool
    consents: bool
    consent_given_on: date
    person: Person


async def receive(work: UnitOfWork, new: NewReferral) -> Referral:
    """Store a new referral for the provider of its lot; one that a provider writes down is its own, in a lot
    where it delivers.

    Raises UnknownPartner, SourceNotYours, SourceNeeded, TooYoungForSource, NoProviderInLot, LotNotYours,
    UnknownProgramme, NotVoluntary, NoConsent, FutureDate, BeforeProgramme, AlreadyReferred."""
    if not new.knows_it_is_voluntary:
        raise NotVoluntary(pointer="/knows_it_is_voluntary")
    if not new.consents:
        raise NoConsent(pointer="/consent/to_share")
    made_on = day_or_today(work, new.made_on, field="made_on")
    if made_on < starts_on(new.programme):
        raise BeforeProgramme(pointer="/made_on")
    day_or_today(work, new.consent_given_on, field="consent/given_on")
    writer = await _writer(work)
    referrer = await _referrer(work, writer, new.on_behalf_of)
    source = _source(referrer, new.source)
    _check_age(new, source, made_on)
    referral_id = ReferralId(work.new_id())
    referral = Referral(
        id=referral_id,
        reference=reference_of(referral_id),
        programme=new.programme,
        referrer=PartnerId(referrer.id),
        provider=await _provider(work, new, writer, made_on),
        lot=new.lot,
        source=source,
        made_on=made_on,
        moved_on=made_on,
        received_at=work.now,
        decision_due=decision_due(new.programme, made_on),
        released_on=new.in_prison_until,
        written_by=writer.id if writer.kind is Kind.PROVIDER else None,
    )
    await referrals.add(work, referral, new.person)
    await recent_referrals.remember(work, referral, new.person)
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


async def _writer(work: UnitOfWork) -> Partner:
    """Find the caller on the register: a partner that refers, or a provider that writes down who does. Raises
    UnknownPartner."""
    organisation = work.caller.organisation
    partner = (await partners.get_many(work, [organisation])).get(organisation)
    writes = Permission.REFER_ON_BEHALF in work.caller.policy.permissions
    if partner is None or partner.kind is not (Kind.PROVIDER if writes else Kind.REFERRER):
        raise UnknownPartner
    return partner


async def _referrer(work: UnitOfWork, writer: Partner, on_behalf_of: UUID | None) -> Partner:
    """Find whose referral it is: the writer's own, or that of the partner for whom a provider writes. Raises
    UnknownPartner."""
    if on_behalf_of is None or on_behalf_of == writer.id:
        return writer
    partner = (await partners.get_many(work, [on_behalf_of])).get(on_behalf_of)
    if writer.kind is not Kind.PROVIDER or partner is None or partner.kind is not Kind.REFERRER:
        raise UnknownPartner(pointer="/on_behalf_of")
    return partner


def _source(referrer: Partner, told: str | None) -> str:
    """Tell from where a referral comes: from what the partner is registered as, and otherwise as it is told.
    Raises SourceNotYours, SourceNeeded."""
    if told is not None and referrer.source not in (None, told):
        raise SourceNotYours(pointer="/source")
    source = told or referrer.source
    if source is None and referrer.kind is Kind.PROVIDER:
        raise SourceNeeded(pointer="/source")
    return source or ReferralSource.SELF


def _check_age(new: NewReferral, source: str, made_on: date) -> None:
    """Check that a source refers somebody of this age [3.15]. Raises TooYoungForSource, UnknownProgramme."""
    born, least = new.person.details.get("date_of_birth"), least_age(new.programme, ReferralSource(source))
    if born is None or least is None:
        return
    if years_between(date.fromisoformat(born), made_on) < least:
        raise TooYoungForSource(pointer="/person/date_of_birth", least_age=least)


async def _provider(work: UnitOfWork, new: NewReferral, writer: Partner, made_on: date) -> PartnerId:
    """Find who decides. Raises NoProviderInLot, LotNotYours, UnknownProgramme."""
    if writer.kind is Kind.PROVIDER:
        check_delivers(work.caller, new.programme, new.lot, made_on, pointer="/lot")
        return PartnerId(writer.id)
    conditions = new.person.story.get("conditions", ())
    return await provider_in(work, new.programme, new.lot, made_on, conditions)
