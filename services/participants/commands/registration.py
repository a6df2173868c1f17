"""Registering somebody (P1): who they are, the operation they belong to, and whether they are eligible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.participants import forms
from services.participants.domain import eligibility, geography, ni_number
from services.participants.domain.completeness import missing
from services.participants.domain.enrolment import Enrolment, EnrolmentId, ParticipantId
from services.participants.domain.programme import Programme
from services.participants.posted_event import PostedEvent
from services.participants.store.intake import NewPerson
from shared.contracts.participant import ParticipantRegistered


@dataclass(frozen=True, slots=True)
class Registered:
    enrolment: Enrolment
    person: NewPerson
    missing: tuple[str, ...]
    flags: tuple[str, ...]

    def fact(self, posted: PostedEvent) -> ParticipantRegistered:
        form, after = posted.form, self.enrolment
        return ParticipantRegistered(
            happened_at=posted.time,
            enrolment_id=after.id,
            participant_id=after.participant_id,
            provider=after.provider,
            programme=after.programme,
            lot=form.lot,
            esf_area=after.esf_area,
            strand=after.strand,
            local_authority=after.local_authority,
            registered_on=after.registered_on,
            labour_market=form.eligibility.labour_market,
            eligible=after.eligible,
            eligibility_reasons=after.eligibility_reasons,
            missing=self.missing,
            flags=self.flags,
            referral_id=after.referral_id,
            shares_work_outcome=after.shares_work_outcome,
        )


def register(
    posted: PostedEvent,
    programme: Programme,
    *,
    provider: UUID,
    identity: dict[str, Any],
    consent: forms.Consent | None,
    enrolment_id: UUID,
    participant_id: UUID,
    ni_number_is_known: bool,
) -> Registered:
    """Take P1: an incomplete one is kept and flagged, and an eligibility that is not met is recorded with
    its reasons, because the provider has met the person and we have not.

    Raises UnknownLocalAuthority, StrandUnknown, OutsideAgeRange."""
    form: forms.Registration = posted.form
    on = form.registered_on or posted.on
    residence = geography.residence(form.local_authority, on)
    born_on = _date(identity.get("date_of_birth"))
    strand, is_other = programme.strand(born_on, form.strand, on)
    asked = form.eligibility
    decision = eligibility.decide(
        eligibility.Answers(
            lives_in_lot=residence.lot == form.lot,
            strand=strand,
            stable_in_recovery=asked.stable_in_recovery,
            labour_market=asked.labour_market,
            months_unemployed=asked.months_unemployed,
            neet=asked.neet,
            safeguarding_concern=asked.safeguarding_concern,
            on_another_funded_programme=asked.on_another_funded_programme,
        )
    )
    lacks = missing("P1", {**identity, "consent": consent, "evidence": asked.evidence})
    number = read_ni_number(identity)
    flags = {
        "strand-against-date-of-birth": is_other,
        "postcode-outside-lot": _is_outside(form.lot, identity),
        "same-ni-number": ni_number_is_known,
        number.flag if number and number.flag else "": True,
    }
    enrolment = Enrolment(
        id=EnrolmentId(enrolment_id),
        participant_id=ParticipantId(participant_id),
        provider=provider,
        reference=posted.subject,
        programme=programme.code,
        lot=form.lot,
        local_authority=form.local_authority,
        esf_area=residence.esf_area,
        strand=strand,
        registered_on=on,
        characteristics={},
        missing={"P1": lacks} if lacks else {},
        eligible=decision.eligible,
        eligibility_reasons=decision.reasons,
        referral_id=form.referral,
        shares_work_outcome=consent is not None and consent.share_work_outcome_with_referrer,
    )
    person = NewPerson(
        id=enrolment.participant_id,
        reference=posted.subject,
        identity=identity,
        ni_number=number.text if number and number.can_be_matched else None,
    )
    return Registered(
        enrolment, person, lacks, tuple(sorted(code for code, on in flags.items() if on and code))
    )


def read_ni_number(identity: Mapping[str, Any]) -> ni_number.NiNumber | None:
    text = identity.get("national_insurance_number")
    return ni_number.read(text) if text else None


def _is_outside(lot: str, identity: Mapping[str, Any]) -> bool:
    postcode = identity.get("postcode")
    return bool(postcode) and geography.is_postcode_outside(lot, str(postcode))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
