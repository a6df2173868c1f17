"""P1 Initial Eligibility: who somebody is, the operation they belong to, and whether they are eligible."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.participants.domain.completeness import missing
from services.participants.domain.consent import StandingConsent
from services.participants.domain.eligibility import Answers, Decision, decide
from services.participants.domain.enrolment import Enrolment, EnrolmentId, ParticipantId
from services.participants.domain.evidence import missing_evidence
from services.participants.domain.ni_number import ni_number_of
from services.participants.domain.programme import Programme
from services.participants.domain.refusals import AlreadyRegistered, NoConsent
from services.participants.forms.consent import Consent
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ParticipantRegistered
from shared.contracts.vocabulary import Answer, LabourMarket
from shared.contracts.vocabulary import Consent as ConsentTo
from shared.web.field_types import CalendarDate, FreeText, Reference, SingleLine, StrictModel
from shared.web.programme_codes import LotCode, StrandCode


class Person(StrictModel):
    """Who somebody is: kept encrypted, never on the bus."""

    given_name: SingleLine
    family_name: SingleLine | None = None
    """Not everybody has one; without it the form is incomplete."""
    date_of_birth: CalendarDate | None = None
    year_of_birth: Annotated[int, Field(ge=1900, le=2200)] | None = None
    """Where the day is not known."""
    national_insurance_number: SingleLine | None = None
    address: tuple[SingleLine, ...] = Field(default=(), max_length=6)
    postcode: SingleLine | None = None
    phone: SingleLine | None = None
    email: SingleLine | None = None
    language: Literal["en", "cy"] | None = None
    access_needs: tuple[SingleLine, ...] | None = Field(default=None, max_length=20)

    def told(self) -> dict[str, Any]:
        """List what is said, as it is kept."""
        return self.model_dump(mode="json", exclude_none=True)


class Sighting(StrictModel):
    """Which document somebody showed, when it was seen and by whom: it may have been the referrer [3.6]."""

    document: SingleLine | None = None
    seen_on: CalendarDate | None = None
    seen_by: SingleLine | None = None


class EvidenceKind(StrEnum):
    """What can be shown on sign-up (`domain/evidence.py`)."""

    PROOF_OF_ADDRESS = "proof_of_address"
    NI_NUMBER = "ni_number"
    JOBCENTRE_LETTER = "jobcentre_letter"


class Eligibility(StrictModel):
    """What the eligibility decision is made from (handbook 1, [3.3])."""

    stable_in_recovery: Answer | None = None
    labour_market: LabourMarket | None = None
    months_unemployed: Annotated[int, Field(ge=0, le=800)] | None = None
    neet: Answer | None = None
    """Not in education, employment or training."""
    safeguarding_concern: Answer | None = None
    on_another_funded_programme: Answer | None = None
    exception_reason: FreeText | None = None
    """Why another funded programme does not stand in the way, in special circumstances."""
    exception_agreed_by: SingleLine | None = None
    evidence: tuple[EvidenceKind, ...] = Field(default=(), max_length=3)
    evidence_seen: dict[EvidenceKind, Sighting] = Field(default_factory=dict)

    def missing_evidence(self) -> tuple[str, ...]:
        """List what the evidence lacks."""
        return missing_evidence(
            self.evidence, {kind: seen.__dict__ for kind, seen in self.evidence_seen.items()}
        )


class Registration(PostedForm):
    """P1. With `referral` the person, if left out, is carried over from the accepted referral, and so is the
    consent that work may be told to the referrer. Consent to take part is never carried over."""

    MANDATORY: ClassVar = ("given_name", "family_name", "date_of_birth", "consent")
    """Beside these, evidence that is enough, with its details (`domain/evidence.py`)."""

    programme: Reference
    lot: LotCode
    local_authority: Annotated[str, StringConstraints(pattern=r"^W06\d{6}$")]
    """ONS code of the unitary authority the person lives in."""
    registered_on: CalendarDate | None = None
    """The date in Wales of the event's `time` when left out."""
    person: Person | None = None
    referral: UUID | None = None
    strand: StrandCode | None = None
    """As the provider believes; the date of birth decides."""
    eligibility: Eligibility = Eligibility()
    consent: Consent | None = None
    job_wanted: SingleLine | None = None

    def register(
        self,
        event: PostedEvent,
        programme: Programme,
        *,
        provider: UUID,
        identity: Mapping[str, Any],
        shares_work_outcome: bool,
        enrolment_id: UUID,
        participant_id: UUID,
        ni_number_is_known: bool,
    ) -> Step:
        """Make the enrolment. A form that is incomplete is kept and flagged, and an eligibility that is not
        met is recorded with its reasons, because the provider has met the person and we have not.

        `identity` and `shares_work_outcome` are the form's own or those of the referral. Raises NoConsent,
        UnknownLocalAuthority, StrandUnknown, OutsideAgeRange."""
        consent = self.consent
        if consent is not None and consent.to_take_part is False:
            raise NoConsent(pointer="/data/consent/to_take_part")
        registered_on = self.registered_on or event.local_date
        residence = programme.geography.residence(self.local_authority, registered_on)
        strand, differs_from_declared = self._strand(identity, programme, registered_on)
        decision = self._decide(lives_in_lot=residence.lot == self.lot, work=programme.work_asked_of(strand))
        has_consent = consent is not None and consent.is_to_take_part()
        labour_market = self.eligibility.labour_market
        born = identity.get("date_of_birth") or identity.get("year_of_birth")
        lacks = (
            *missing(self.MANDATORY, {**identity, "date_of_birth": born, "consent": has_consent or None}),
            *self.eligibility.missing_evidence(),
        )
        enrolment = Enrolment(
            id=EnrolmentId(enrolment_id),
            participant_id=ParticipantId(participant_id),
            provider=provider,
            reference=event.subject,
            programme=programme.code,
            lot=self.lot,
            local_authority=self.local_authority,
            esf_area=residence.esf_area,
            strand=strand,
            registered_on=registered_on,
            characteristics={} if labour_market is None else {"labour_market": labour_market.value},
            missing={"P1": lacks} if lacks else {},
            eligible=decision.eligible,
            eligibility_reasons=decision.reasons,
            referral_id=self.referral,
            shares_work_outcome=shares_work_outcome,
            consents=self._consents(registered_on, shares_work_outcome=shares_work_outcome),
        )
        fact = ParticipantRegistered(
            **common_attributes(enrolment, event),
            programme=enrolment.programme,
            lot=self.lot,
            esf_area=enrolment.esf_area,
            strand=enrolment.strand,
            local_authority=enrolment.local_authority,
            registered_on=enrolment.registered_on,
            labour_market=labour_market or LabourMarket.NOT_KNOWN,
            eligible=enrolment.eligible,
            eligibility_reasons=enrolment.eligibility_reasons,
            missing=lacks,
            flags=self._flags(
                identity,
                programme,
                differs_from_declared=differs_from_declared,
                ni_number_is_known=ni_number_is_known,
            ),
            referral_id=enrolment.referral_id,
            shares_work_outcome=enrolment.shares_work_outcome,
            consents={ConsentTo(to): each.given for to, each in enrolment.consents.items()},
        )
        return Step(enrolment, fact, lacks)

    def carries_over(self) -> bool:
        """Tell whether something that the form leaves out is carried over from the referral."""
        return self.referral is not None and (self.person is None or self.shares_work_outcome() is None)

    def shares_work_outcome(self) -> bool | None:
        """Tell whether the referrer may learn of work; None where the form is silent about it."""
        return None if self.consent is None else self.consent.share_work_outcome_with_referrer

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Refuse to register again who is registered. Raises AlreadyRegistered."""
        raise AlreadyRegistered

    def _strand(
        self, identity: Mapping[str, Any], programme: Programme, registered_on: date
    ) -> tuple[str, bool]:
        """Decide the strand, and whether the declared one is another. Raises StrandUnknown,
        OutsideAgeRange."""
        born_on, year = identity.get("date_of_birth"), identity.get("year_of_birth")
        if born_on is None and year is not None:
            return programme.strand_by_year(year, self.strand, registered_on)
        day = date.fromisoformat(born_on) if born_on else None
        return programme.strand(day, self.strand, registered_on)

    def _consents(self, registered_on: date, *, shares_work_outcome: bool) -> dict[str, StandingConsent]:
        """List the consents as they stand: what the form is silent about and the referral tells is among
        them."""
        told: dict[str, StandingConsent] = {}
        if self.consent is not None:
            told.update(self.consent.standing(registered_on))
        if self.referral is not None:
            carried = StandingConsent(shares_work_outcome, registered_on)
            told.setdefault(ConsentTo.SHARE_WORK_OUTCOME, carried)
        return told

    def _decide(self, *, lives_in_lot: bool, work: str) -> Decision:
        answers = self.eligibility
        return decide(
            Answers(
                lives_in_lot=lives_in_lot,
                work=work,
                stable_in_recovery=answers.stable_in_recovery,
                labour_market=answers.labour_market,
                months_unemployed=answers.months_unemployed,
                neet=answers.neet,
                safeguarding_concern=answers.safeguarding_concern,
                on_another_funded_programme=answers.on_another_funded_programme,
                exception_is_agreed=bool(answers.exception_reason and answers.exception_agreed_by),
            )
        )

    def _flags(
        self,
        identity: Mapping[str, Any],
        programme: Programme,
        *,
        differs_from_declared: bool,
        ni_number_is_known: bool,
    ) -> tuple[str, ...]:
        """List the rule codes of what only the owner of the person's identity can see, in order."""
        number, postcode = ni_number_of(identity), identity.get("postcode")
        is_outside = bool(postcode) and programme.geography.is_postcode_outside(self.lot, str(postcode))
        flags = {
            "strand-against-date-of-birth": differs_from_declared,
            "postcode-outside-lot": is_outside,
            "same-ni-number": ni_number_is_known,
        }
        found = [code for code, is_raised in flags.items() if is_raised]
        if number is not None and number.flag is not None:
            found.append(number.flag)
        return tuple(sorted(found))
