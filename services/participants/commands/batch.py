"""A batch in hand: the state of what its events touch, while they are applied in memory one after another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from services.participants.commands.fold import CARRIED_OVER
from services.participants.commands.kept_answers import joined, without_person
from services.participants.commands.mendings import Mendings
from services.participants.commands.referred_person import ReferredPersons
from services.participants.commands.restating import registered_again
from services.participants.domain.enrolment import Enrolment, ParticipantId, Status
from services.participants.domain.mentor import Mentor
from services.participants.domain.ni_number import matching_number
from services.participants.domain.person import NewPerson
from services.participants.domain.refusals import (
    AlreadyRegistered,
    EventIdReused,
    PersonMissing,
    ProcessingRestricted,
    ReferralUnknown,
    SubjectUnknown,
    WhichProgramme,
)
from services.participants.forms.contact_recorded import Contact
from services.participants.forms.person_corrected import PersonCorrection
from services.participants.forms.posted_event import PostedEvent, PostedForm, announced, record_of_another
from services.participants.forms.records_amended import Amending, RecordAmended, RecordsAmended, without_forms
from services.participants.forms.registered import Registration
from services.participants.programmes import programme
from services.participants.store.records import Fingerprint, NewRecord
from shared.auth.caller import Caller
from shared.contracts.participant import MentoringFact
from shared.messaging.fact import Fact
from shared.programmes.delivery import check_delivers
from shared.refusal import Refusal


class Accepted(NamedTuple):
    """An event that was accepted, now or (`duplicate`) before; `is_kept` is false where it was only tried."""

    participant: UUID
    enrolment: UUID
    duplicate: bool = False
    is_kept: bool = True


Outcome = Accepted | Refusal

MENDS: Final = frozenset({RecordsAmended, RecordAmended, PersonCorrection})
"""The forms that mend; by `type()`, because `isinstance` is slow with a model's class."""


class Batch:
    """What a batch changes and announces, to be saved when all of its events have been applied.

    `enrolments`, `people` (by reference), `fingerprints` (of records), `waiting_referrals` and `ni_numbers`
    are what is there already of what the batch names; `mendings` are the people whose records it mends."""

    def __init__(
        self,
        *,
        caller: Caller,
        new_id: Callable[[], UUID],
        referred: ReferredPersons,
        fingerprints: dict[UUID, Fingerprint],
        enrolments: Sequence[Enrolment],
        people: dict[str, ParticipantId],
        waiting_referrals: set[UUID],
        ni_numbers: set[str],
        mendings: Mendings,
        today: date,
    ) -> None:
        self._caller, self._new_id, self._referred, self._today = caller, new_id, referred, today
        self._fingerprints, self._people = fingerprints, people
        self._waiting_referrals, self._ni_numbers = waiting_referrals, ni_numbers
        self.mendings = mendings
        self._by_subject: dict[str, dict[str, Enrolment]] = {}
        for each in enrolments:
            self._by_subject.setdefault(each.reference, {})[each.programme] = each
        self._participant_of: dict[UUID, UUID] = {each.id: each.participant_id for each in enrolments}
        self.loaded: dict[UUID, Enrolment] = {each.id: each for each in enrolments}
        self.enrolments_added: dict[UUID, Enrolment] = {}
        self.enrolments_changed: dict[UUID, Enrolment] = {}
        self.people_added: list[NewPerson] = []
        self.mentors: set[Mentor] = set()
        self.records: list[NewRecord] = []
        self.referrals_registered: list[UUID] = []
        self.referrals_to_expect: list[UUID] = []
        self.facts: list[Fact] = []

    def accept(self, event: PostedEvent) -> Outcome:
        """Apply one event, or return why it is refused: then it has changed nothing."""
        try:
            return self._duplicate_of(event) or self._apply(event)
        except Refusal as refusal:
            return refusal

    def _duplicate_of(self, event: PostedEvent) -> Accepted | None:
        """Accept an event that is recorded already, without a change. Raises EventIdReused for another
        content, and SubjectUnknown where the person was erased since."""
        recorded = self._fingerprints.get(event.record_id)
        if recorded is None:
            return None
        if not event.is_recorded_as(recorded.fingerprint):
            raise EventIdReused(pointer="/id")
        # The fingerprint covers the subject, so its enrolment is among those that were loaded.
        participant = self._participant_of.get(recorded.enrolment_id)
        if participant is None:
            raise SubjectUnknown(pointer="/subject")
        return Accepted(participant, recorded.enrolment_id, duplicate=True)

    def _apply(self, event: PostedEvent) -> Accepted:
        form = event.form
        if type(form) is Registration:
            return self._register(event, form)
        if type(form) in MENDS:
            return self._mend(event)
        before = self._target_enrolment(event)
        others = self._others_who_came(event, form) if type(form) is Contact else ()
        accepted = self._advance(event, before)
        for other, enrolment in others:
            self._advance(other, enrolment)
        return accepted

    def _advance(self, event: PostedEvent, before: Enrolment) -> Accepted:
        """Apply a form to one enrolment. Raises ProcessingRestricted, and what the form raises."""
        self._check_restriction(before)
        step = cast(PostedForm, event.form).apply(before, event, programme(before.programme))
        after = step.enrolment
        if after is not before:
            self._stage(after)
        if step.mentor is not None:
            self.mentors.add(step.mentor)
        answers = joined(event.raw_data, step.kept_beside) if step.kept_beside else event.raw_data
        self._record(event, after, answers, step.missing)
        for fact in announced(before, step, event):
            self.facts.append(_under(after.restatement, fact) if after.restatement else fact)
        return Accepted(after.participant_id, after.id)

    def _others_who_came(self, event: PostedEvent, form: Contact) -> list[tuple[PostedEvent, Enrolment]]:
        """Find the others who came to a group session, each with a record of it of their own. Raises
        SubjectUnknown, WhichProgramme."""
        others = [
            event._replace(subject=reference, record_id=record_of_another(event.record_id, reference))
            for reference in dict.fromkeys(form.also_came)
            if reference != event.subject
        ]
        try:
            return [(other, self._target_enrolment(other)) for other in others]
        except (SubjectUnknown, WhichProgramme) as refusal:
            raise type(refusal)(pointer="/data/also_came") from refusal

    def _register(self, event: PostedEvent, form: Registration) -> Accepted:
        known = self._by_subject.get(event.subject, {})
        withdrawn = known.get(form.programme)
        if withdrawn is not None and withdrawn.status is not Status.WITHDRAWN:
            raise AlreadyRegistered
        for each in known.values():
            self._check_restriction(each)
        identity, shares_work_outcome = self._carry_over(form)
        number = matching_number(identity)
        participant_id = self._people.get(event.subject)
        step = form.register(
            event,
            programme(form.programme),
            provider=self._caller.organisation,
            identity=identity,
            shares_work_outcome=shares_work_outcome,
            enrolment_id=self._new_id() if withdrawn is None else withdrawn.id,
            participant_id=participant_id or self._new_id(),
            ni_number_is_known=number in self._ni_numbers,
        )
        self._check_delivers(step.enrolment)
        enrolment, fact = step.enrolment, step.fact
        if withdrawn is None:
            self.enrolments_added[enrolment.id] = enrolment
        else:
            enrolment, fact = registered_again(step, withdrawn.restatement, recorded_at=self.mendings.now)
        self._stage(enrolment)
        if participant_id is None:
            self._add_person(NewPerson(enrolment.participant_id, event.subject, identity, number))
        if form.referral is not None:
            self._waiting_referrals.discard(form.referral)
            self.referrals_registered.append(form.referral)
        carried = form.referral is not None and form.shares_work_outcome() is None
        beside = {CARRIED_OVER: {"shares_work_outcome": shares_work_outcome}} if carried else {}
        self._record(event, enrolment, without_person(event.raw_data, beside), step.missing)
        self.facts.append(cast(Fact, fact))
        return Accepted(enrolment.participant_id, enrolment.id)

    def _mend(self, event: PostedEvent) -> Accepted:
        """Mend what is recorded, and restate what follows from it. Raises SubjectUnknown, WhichProgramme, and
        what the mending raises."""
        form = event.form
        known = {**self.loaded, **self.enrolments_added, **self.enrolments_changed}
        if isinstance(form, PersonCorrection):
            target = next(iter(self._enrolments_of(event).values()))
            restated = self.mendings.correct(event, form, known)
        else:
            target = self._target_enrolment(event, is_mended=True)
            restated = self.mendings.amend(event, cast(Amending, form), target, known)
        for each in restated:
            if each.enrolment != known[each.enrolment.id]:
                self._stage(each.enrolment)
            self.mentors |= each.folded.mentors
            if each.enrolment.status is Status.WITHDRAWN and each.enrolment.referral_id is not None:
                self.referrals_to_expect.append(each.enrolment.referral_id)
            self.facts += [each.fact] if each.fact else []
        self._record(event, target, without_forms(event.raw_data), ())
        return Accepted(target.participant_id, target.id)

    def _check_restriction(self, known: Enrolment) -> None:
        """Raises ProcessingRestricted."""
        if known.restricted_until is not None and known.is_restricted(self._today):
            raise ProcessingRestricted(pointer="/subject")

    def _check_delivers(self, new: Enrolment) -> None:
        """Raises LotNotYours."""
        check_delivers(
            self._caller, new.programme, new.lot, new.registered_on, strand=new.strand, pointer="/data/lot"
        )

    def _carry_over(self, form: Registration) -> tuple[Mapping[str, Any], bool]:
        """Find out who is registered and whether the referrer may learn of work: as the provider says, or
        carried over from the referral. A referral counts only once it was accepted for this organisation.
        Raises ReferralUnknown, PersonMissing, and what the owner of referrals answered."""
        if form.referral is not None and form.referral not in self._waiting_referrals:
            raise ReferralUnknown(pointer="/data/referral")
        identity = form.person.told() if form.person is not None else None
        shares = form.shares_work_outcome()
        if identity is not None and (shares is not None or form.referral is None):
            return identity, bool(shares)
        if form.referral is None:
            raise PersonMissing(pointer="/data/person")
        carried = self._referred.get(form.referral)
        if isinstance(carried, Refusal):
            raise carried
        if carried is None or carried.provider != self._caller.organisation:
            raise ReferralUnknown(pointer="/data/referral")
        return identity or carried.identity, carried.shares_work_outcome if shares is None else shares

    def _target_enrolment(self, event: PostedEvent, *, is_mended: bool = False) -> Enrolment:
        """Find the enrolment that an event is about. Raises SubjectUnknown, WhichProgramme."""
        known = self._by_subject.get(event.subject, {})
        if len(known) != 1 or event.programme is not None:
            known = self._enrolments_of(event)
        if len(known) > 1:
            raise WhichProgramme(pointer="/programme")
        enrolment = next(iter(known.values()))
        if enrolment.status is Status.WITHDRAWN and not is_mended:
            raise SubjectUnknown(pointer="/subject")
        return enrolment

    def _enrolments_of(self, event: PostedEvent) -> dict[str, Enrolment]:
        """Find the enrolments that an event can be about, by programme. Raises SubjectUnknown."""
        known = self._by_subject.get(event.subject, {})
        if event.programme is not None:
            known = {event.programme: known[event.programme]} if event.programme in known else {}
        if not known:
            raise SubjectUnknown(pointer="/subject")
        return known

    def _add_person(self, person: NewPerson) -> None:
        self.people_added.append(person)
        self._people[person.reference] = person.id
        self.mendings.note_person(person.reference, person.id, person.identity)
        if person.ni_number:
            self._ni_numbers.add(person.ni_number)

    def _stage(self, enrolment: Enrolment) -> None:
        self._by_subject.setdefault(enrolment.reference, {})[enrolment.programme] = enrolment
        self._participant_of[enrolment.id] = enrolment.participant_id
        is_new = enrolment.id in self.enrolments_added
        staged = self.enrolments_added if is_new else self.enrolments_changed
        staged[enrolment.id] = enrolment

    def _record(
        self, event: PostedEvent, enrolment: Enrolment, answers: bytes, missing: tuple[str, ...]
    ) -> None:
        record = NewRecord(
            id=event.record_id,
            participant_id=enrolment.participant_id,
            enrolment_id=enrolment.id,
            kind=event.kind,
            fingerprint=event.fingerprint,
            happened_at=event.time,
            answers=answers,
            missing=missing,
        )
        self.records.append(record)
        self._fingerprints[event.record_id] = Fingerprint(event.fingerprint, enrolment.id)
        if self.mendings.mended:
            self.mendings.note_record(event.subject, record)


def _under(restatement: int, fact: Fact) -> Fact:
    """Say under which restatement a fact of mentoring is told: its topic has an order of its own."""
    return fact.model_copy(update={"restatement": restatement}) if isinstance(fact, MentoringFact) else fact
