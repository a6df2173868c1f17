"""Taking in a batch of posted events: load every subject it names, fold each subject's events, save what
changed. A refused event is an entry in the answer, not an end to the batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from services.participants import forms
from services.participants.commands.folding import apply
from services.participants.commands.provider_lock import provider_lock
from services.participants.commands.registration import Registered, read_ni_number, register
from services.participants.domain.enrolment import Enrolment, ParticipantId
from services.participants.domain.refusals import (
    AlreadyRegistered,
    EventIdReused,
    PersonMissing,
    ReferralUnknown,
    SubjectUnknown,
    WhichProgramme,
)
from services.participants.posted_event import PostedEvent, registrations
from services.participants.programmes import programme
from services.participants.store import intake as store
from services.participants.store.intake import NewPerson, NewRecord, Recorded
from shared.messaging.fact import Fact
from shared.refusal import Refusal
from shared.unit_of_work import UnitOfWork


class Accepted(NamedTuple):
    participant: UUID
    enrolment: UUID
    duplicate: bool = False


Outcome = Accepted | Refusal


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    """Who an accepted referral is about, and what they agreed to, as the owner of referrals tells it."""

    provider: UUID
    identity: dict[str, Any]
    consent: forms.Consent | None


async def accept_batch(
    work: UnitOfWork, batch: Sequence[PostedEvent], referred: Mapping[UUID, ReferredPerson | Refusal]
) -> list[Outcome]:
    """Take in `batch`, in order; one outcome per event. `referred` holds who the referrals named in it are
    about. At most eleven statements, whatever the batch's size."""
    async with provider_lock(work.caller.organisation):
        await store.take_turn(work)
        return await _take_in(work, batch, referred)


async def _take_in(
    work: UnitOfWork, batch: Sequence[PostedEvent], referred: Mapping[UUID, ReferredPerson | Refusal]
) -> list[Outcome]:
    taking = _Batch(
        work,
        referred,
        recorded=await store.recorded(work, [posted.record for posted in batch]),
        enrolments=await store.enrolments(work, {posted.subject for posted in batch}),
        people=await store.people(work, {posted.subject for posted in batch if posted.registers}),
        expected=await store.expected(work, _referrals(batch)),
        ni_numbers=await store.known_ni_numbers(work, _ni_numbers(batch, referred)),
    )
    outcomes = [taking.take(posted) for posted in batch]
    await store.add_people(work, taking.people_added)
    await store.add_enrolments(work, taking.added.values())
    await store.save_enrolments(work, taking.changed.values())
    await store.add_records(work, taking.records)
    await store.arrived(work, taking.arrived)
    work.announce(*taking.facts)
    return outcomes


class _Batch:
    """The state of a batch while its events are folded in memory."""

    def __init__(
        self,
        work: UnitOfWork,
        referred: Mapping[UUID, ReferredPerson | Refusal],
        *,
        recorded: dict[UUID, Recorded],
        enrolments: Sequence[Enrolment],
        people: dict[str, ParticipantId],
        expected: set[UUID],
        ni_numbers: set[str],
    ) -> None:
        self._work, self._referred = work, referred
        self._recorded, self._people = recorded, people
        self._expected, self._ni_numbers = expected, ni_numbers
        self._enrolments: dict[str, dict[str, Enrolment]] = {}
        for each in enrolments:
            self._enrolments.setdefault(each.reference, {})[each.programme] = each
        self._participant_of: dict[UUID, UUID] = {each.id: each.participant_id for each in enrolments}
        self.added: dict[UUID, Enrolment] = {}
        self.changed: dict[UUID, Enrolment] = {}
        self.people_added: list[NewPerson] = []
        self.records: list[NewRecord] = []
        self.arrived: list[UUID] = []
        self.facts: list[Fact] = []

    def take(self, posted: PostedEvent) -> Outcome:
        try:
            return self._repeated(posted) or self._take(posted)
        except Refusal as refusal:
            return refusal

    def _repeated(self, posted: PostedEvent) -> Accepted | None:
        """The same event again is accepted and changes nothing. Raises EventIdReused for another content."""
        before = self._recorded.get(posted.record)
        if before is None:
            return None
        if before.fingerprint != posted.fingerprint:
            raise EventIdReused(pointer="/id")
        # The fingerprint covers the subject, so its enrolment is among those that were loaded.
        return Accepted(self._participant_of[before.enrolment_id], before.enrolment_id, duplicate=True)

    def _take(self, posted: PostedEvent) -> Accepted:
        if posted.registers:
            return self._register(posted, posted.form)
        before = self._target_enrolment(posted)
        step = apply(before, posted, programme(before.programme))
        if step.enrolment is not before:
            self._stage(step.enrolment)
        answers = _with(posted.raw_data, **step.kept) if step.kept else posted.raw_data
        return self._record(posted, step.enrolment, answers, step.missing, step.fact)

    def _register(self, posted: PostedEvent, form: forms.Registration) -> Accepted:
        if form.programme in self._enrolments.get(posted.subject, {}):
            raise AlreadyRegistered
        identity, consent = self._resolve_identity(form)
        number = read_ni_number(identity)
        participant_id = self._people.get(posted.subject)
        registered = register(
            posted,
            programme(form.programme),
            provider=self._work.caller.organisation,
            identity=identity,
            consent=consent,
            enrolment_id=self._work.new_id(),
            participant_id=participant_id or self._work.new_id(),
            ni_number_is_known=number is not None and number.text in self._ni_numbers,
        )
        self.added[registered.enrolment.id] = registered.enrolment
        self._stage(registered.enrolment)
        if participant_id is None:
            self._add_person(registered)
        if form.referral is not None:
            self._expected.discard(form.referral)
            self.arrived.append(form.referral)
        return self._record(
            posted,
            registered.enrolment,
            _without_person(posted.raw_data),
            registered.missing,
            registered.fact(posted),
        )

    def _resolve_identity(self, form: forms.Registration) -> tuple[dict[str, Any], forms.Consent | None]:
        """Who is registered, told by the provider or carried over from the referral; a referral counts only
        once it was accepted for this organisation. Raises ReferralUnknown, PersonMissing, and what the
        owner of referrals answered."""
        carried: ReferredPerson | Refusal | None = None
        if form.referral is not None:
            if form.referral not in self._expected:
                raise ReferralUnknown(pointer="/data/referral")
            carried = self._referred.get(form.referral)
        if form.person is not None:
            return form.person.model_dump(mode="json", exclude_none=True), form.consent
        if form.referral is None:
            raise PersonMissing(pointer="/data/person")
        if isinstance(carried, Refusal):
            raise carried
        if carried is None or carried.provider != self._work.caller.organisation:
            raise ReferralUnknown(pointer="/data/referral")
        return carried.identity, form.consent or carried.consent

    def _target_enrolment(self, posted: PostedEvent) -> Enrolment:
        """The enrolment an event is about. Raises SubjectUnknown, WhichProgramme."""
        known = self._enrolments.get(posted.subject, {})
        if posted.programme is not None:
            known = {posted.programme: known[posted.programme]} if posted.programme in known else {}
        if not known:
            raise SubjectUnknown(pointer="/subject")
        if len(known) > 1:
            raise WhichProgramme(pointer="/programme")
        return next(iter(known.values()))

    def _add_person(self, registered: Registered) -> None:
        person = registered.person
        self.people_added.append(person)
        self._people[person.reference] = person.id
        if person.ni_number:
            self._ni_numbers.add(person.ni_number)

    def _stage(self, enrolment: Enrolment) -> None:
        self._enrolments.setdefault(enrolment.reference, {})[enrolment.programme] = enrolment
        self._participant_of[enrolment.id] = enrolment.participant_id
        kept = self.added if enrolment.id in self.added else self.changed
        kept[enrolment.id] = enrolment

    def _record(
        self,
        posted: PostedEvent,
        enrolment: Enrolment,
        answers: bytes,
        missing: tuple[str, ...],
        fact: Fact,
    ) -> Accepted:
        self.records.append(
            NewRecord(
                id=posted.record,
                enrolment_id=enrolment.id,
                kind=posted.kind,
                fingerprint=posted.fingerprint,
                happened_at=posted.time,
                answers=answers,
                missing=missing,
            )
        )
        self._recorded[posted.record] = Recorded(posted.fingerprint, enrolment.id)
        self.facts.append(fact)
        return Accepted(enrolment.participant_id, enrolment.id)


def _with(told: bytes, **more: Any) -> bytes:
    return orjson.dumps({**orjson.loads(told), **more})


def _without_person(told: bytes) -> bytes:
    """Who somebody is is kept in one place, and not in the record of their registration as well."""
    answers = orjson.loads(told)
    answers.pop("person", None)
    return orjson.dumps(answers)


def _referrals(batch: Sequence[PostedEvent]) -> set[UUID]:
    return {form.referral for form in registrations(batch) if form.referral is not None}


def _ni_numbers(batch: Sequence[PostedEvent], referred: Mapping[UUID, ReferredPerson | Refusal]) -> set[str]:
    identities = [
        form.person.model_dump(mode="json") for form in registrations(batch) if form.person is not None
    ]
    identities += [each.identity for each in referred.values() if isinstance(each, ReferredPerson)]
    numbers = [read_ni_number(identity) for identity in identities]
    return {number.text for number in numbers if number is not None and number.can_be_matched}
