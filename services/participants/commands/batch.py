"""A batch in hand: the state of what its events touch, while they are applied in memory one after another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from services.participants.commands.referred_person import ReferredPersons
from services.participants.domain.enrolment import Enrolment, ParticipantId
from services.participants.domain.mentor import Mentor
from services.participants.domain.ni_number import ni_number_of
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
from services.participants.forms.posted_event import PostedEvent, Step
from services.participants.forms.registered import Registration
from services.participants.programmes import programme
from services.participants.store.records import Fingerprint, NewRecord
from shared.auth.caller import Caller
from shared.messaging.fact import Fact
from shared.programmes.delivery import check_delivers
from shared.refusal import Refusal


class Accepted(NamedTuple):
    """An event that was accepted, now or (`duplicate`) before."""

    participant: UUID
    enrolment: UUID
    duplicate: bool = False


Outcome = Accepted | Refusal


class Batch:
    """What a batch changes and announces, to be saved when all of its events have been applied.

    `enrolments`, `people` (by reference), `fingerprints` (of records), `waiting_referrals` and `ni_numbers`
    are what is there already of what the batch names."""

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
        today: date,
    ) -> None:
        self._caller, self._new_id, self._referred, self._today = caller, new_id, referred, today
        self._fingerprints, self._people = fingerprints, people
        self._waiting_referrals, self._ni_numbers = waiting_referrals, ni_numbers
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
        if recorded.fingerprint != event.fingerprint:
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
        before = self._target_enrolment(event)
        self._check_restriction(before)
        step = form.apply(before, event, programme(before.programme))
        after = step.enrolment
        if after is not before:
            self._stage(after)
        if step.mentor is not None:
            self.mentors.add(step.mentor)
        answers = _with(event.raw_data, step.kept_beside) if step.kept_beside else event.raw_data
        return self._record(event, step, answers)

    def _register(self, event: PostedEvent, form: Registration) -> Accepted:
        known = self._by_subject.get(event.subject, {})
        if form.programme in known:
            raise AlreadyRegistered
        for each in known.values():
            self._check_restriction(each)
        identity, shares_work_outcome = self._carry_over(form)
        number = ni_number_of(identity)
        participant_id = self._people.get(event.subject)
        step = form.register(
            event,
            programme(form.programme),
            provider=self._caller.organisation,
            identity=identity,
            shares_work_outcome=shares_work_outcome,
            enrolment_id=self._new_id(),
            participant_id=participant_id or self._new_id(),
            ni_number_is_known=number is not None and number.text in self._ni_numbers,
        )
        self._check_delivers(step.enrolment)
        self.enrolments_added[step.enrolment.id] = step.enrolment
        self._stage(step.enrolment)
        if participant_id is None:
            matched = number.text if number is not None and number.can_be_matched else None
            self._add_person(NewPerson(step.enrolment.participant_id, event.subject, identity, matched))
        if form.referral is not None:
            self._waiting_referrals.discard(form.referral)
            self.referrals_registered.append(form.referral)
        return self._record(event, step, _without_person(event.raw_data))

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
        identity = form.person.model_dump(mode="json", exclude_none=True) if form.person is not None else None
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

    def _target_enrolment(self, event: PostedEvent) -> Enrolment:
        """Find the enrolment that an event is about. Raises SubjectUnknown, WhichProgramme."""
        known = self._by_subject.get(event.subject, {})
        if event.programme is not None:
            known = {event.programme: known[event.programme]} if event.programme in known else {}
        if not known:
            raise SubjectUnknown(pointer="/subject")
        if len(known) > 1:
            raise WhichProgramme(pointer="/programme")
        return next(iter(known.values()))

    def _add_person(self, person: NewPerson) -> None:
        self.people_added.append(person)
        self._people[person.reference] = person.id
        if person.ni_number:
            self._ni_numbers.add(person.ni_number)

    def _stage(self, enrolment: Enrolment) -> None:
        self._by_subject.setdefault(enrolment.reference, {})[enrolment.programme] = enrolment
        self._participant_of[enrolment.id] = enrolment.participant_id
        is_new = enrolment.id in self.enrolments_added
        staged = self.enrolments_added if is_new else self.enrolments_changed
        staged[enrolment.id] = enrolment

    def _record(self, event: PostedEvent, step: Step, answers: bytes) -> Accepted:
        enrolment = step.enrolment
        self.records.append(
            NewRecord(
                id=event.record_id,
                participant_id=enrolment.participant_id,
                enrolment_id=enrolment.id,
                kind=event.kind,
                fingerprint=event.fingerprint,
                happened_at=event.time,
                answers=answers,
                missing=step.missing,
            )
        )
        self._fingerprints[event.record_id] = Fingerprint(event.fingerprint, enrolment.id)
        self.facts.append(step.fact)
        return Accepted(enrolment.participant_id, enrolment.id)


def _with(raw_data: bytes, more: Mapping[str, Any]) -> bytes:
    return orjson.dumps({**orjson.loads(raw_data), **more})


def _without_person(raw_data: bytes) -> bytes:
    """Leave out who somebody is: that is kept in one place, and not again in the record of registering."""
    answers = orjson.loads(raw_data)
    answers.pop("person", None)
    return orjson.dumps(answers)
