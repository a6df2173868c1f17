"""Mends records and people within a batch: adds versions, corrects people, and restates what follows. What is
refused changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson

from services.participants.commands.amendment import amended
from services.participants.commands.restating import (
    Cause,
    Holders,
    Identity,
    KeptPerson,
    Mending,
    Restated,
    restate,
)
from services.participants.domain.enrolment import Enrolment, ParticipantId
from services.participants.domain.record import MENDINGS, Record, Version
from services.participants.domain.refusals import AmendsNothing
from services.participants.forms.person_corrected import PersonCorrection
from services.participants.forms.posted_event import PostedEvent, record_of_another
from services.participants.forms.records_amended import Amending, Change
from services.participants.store.records import NewRecord
from shared.auth.caller import Caller
from shared.programmes.delivery import check_delivers
from shared.refusal import NotFound
from shared.web.json_pointers import pointer

Enrolments = Mapping[UUID, Enrolment]


class NewVersion(NamedTuple):
    """A record whose latest version is to be kept."""

    record: Record
    participant_id: UUID
    enrolment_id: UUID


class CorrectedPerson(NamedTuple):
    """Who somebody is from now on; `old` and `new` hold what of it the event with this record put right."""

    id: ParticipantId
    record_id: UUID
    identity: Identity
    old: Identity
    new: Identity


class Mendings:
    """The people whose records a batch mends: `mended` are their references, `people` those who are kept
    already, and beside them whoever has an NI number that one of them has or gets, because a number that is
    another's shows in a flag. `holders` has everybody with such a number."""

    def __init__(
        self,
        mended: Collection[str],
        people: Mapping[str, KeptPerson],
        holders: Holders,
        *,
        now: datetime,
        caller: Caller,
    ) -> None:
        self.mended = mended
        self._people, self._holders = dict(people), dict(holders)
        self.now, self._caller = now, caller
        self.versions: list[NewVersion] = []
        self.corrected: list[CorrectedPerson] = []

    def note_person(self, reference: str, id: ParticipantId, identity: Identity) -> None:
        """Note somebody who was registered just now, where the batch mends them too."""
        if reference not in self.mended:
            return
        person = KeptPerson(id, identity)
        self._people[reference] = person
        self._holders = _held(self._holders, None, person)

    def note_record(self, reference: str, new: NewRecord) -> None:
        """Note what was recorded just now."""
        if (person := self._people.get(reference)) is None:
            return
        kept = person.records.get(new.enrolment_id, ())
        version = Version(
            happened_at=new.happened_at,
            recorded_at=self.now,
            recorded_by=self._caller.subject,
            answers=orjson.loads(new.answers),
            missing=new.missing,
        )
        place = max((each.place for each in kept), default=0) + 1
        record = Record(new.id, new.kind, place, (version,))
        records = {**person.records, new.enrolment_id: (*kept, record)}
        self._people[reference] = replace(person, records=records)

    def amend(
        self, event: PostedEvent, form: Amending, target: Enrolment, known: Enrolments
    ) -> list[Restated]:
        """Amend records of an enrolment; `known` are all that are loaded.

        Raises NotFound, AmendsNothing, FormInvalid, TimeInFuture, AmendsIntoConflict, LotNotYours."""
        person = self._people[target.reference]
        changes = _of_person(
            target.reference, person.records[target.id], form.named(event.derive_id, target.provider)
        )
        records, told = self._amended(person.records[target.id], changes, form)
        after = replace(
            person, identity=told or person.identity, records={**person.records, target.id: records}
        )
        pointers = {change.record_id: pointer(change.pointer) for change in changes}
        cause: Cause = "withdrawn" if all(each.amendment.withdrawn for each in changes) else "amended"
        everything = pointer(changes[0].pointer[:-1])
        mending = Mending(
            event.record_id, event.time, cause, pointers, everything, read={}, derive_id=event.derive_id
        )
        restated = self._restate(target.reference, after, known, mending)
        lacks = next(each.folded.missing for each in restated if each.enrolment.id == target.id)
        self._keep(
            target,
            [each.with_missing(lacks.get(each.id, ())) if each.id in pointers else each for each in records],
            set(pointers),
        )
        return restated

    def correct(self, event: PostedEvent, form: PersonCorrection, known: Enrolments) -> list[Restated]:
        """Correct who somebody is, in every enrolment. Raises AmendsNothing, AmendsIntoConflict."""
        told = form.person.told()
        if not told:
            raise AmendsNothing(pointer="/data/person")
        person = self._people[event.subject]
        after = replace(person, identity={**person.identity, **told})
        where = "/data/person/date_of_birth" if "date_of_birth" in told else "/data/person"
        mending = Mending(
            event.record_id, event.time, "person-corrected", {}, where, read={}, derive_id=event.derive_id
        )
        return self._restate(event.subject, after, known, mending)

    def _check_delivers(self, before: Enrolment, after: Enrolment, mending: Mending) -> None:
        """Check that the provider delivers where somebody was registered after all. Raises LotNotYours."""
        place = before.lot, before.strand, before.registered_on
        if place != (after.lot, after.strand, after.registered_on):
            check_delivers(
                self._caller,
                after.programme,
                after.lot,
                after.registered_on,
                strand=after.strand,
                pointer=mending.otherwise,
            )

    def _amended(
        self, kept: Sequence[Record], changes: Sequence[Change], form: Amending
    ) -> tuple[tuple[Record, ...], Identity | None]:
        records, identity = {each.id: each for each in kept}, None
        if len({each.record_id for each in changes}) < len(changes):
            raise AmendsNothing(pointer="/data/changes")
        for change in changes:
            record = records.get(change.record_id)
            if record is None or record.kind in MENDINGS:
                raise NotFound(pointer=pointer((*change.pointer, "record")))
            version, told = amended(record, change, form, now=self.now, caller=self._caller.subject)
            records[record.id] = record.amended(version)
            identity = told or identity
        return tuple(records.values()), identity

    def _restate(
        self, reference: str, after: KeptPerson, known: Enrolments, mending: Mending
    ) -> list[Restated]:
        """Restate a person's enrolments, and those of whoever has the NI number that the person had or has
        now; then take it on."""
        before, holders = self._people[reference], self._holders
        now = _held(holders, before, after)
        restated = restate((before, holders), (after, now), known, mending)
        if before.number != after.number:
            for other in self._people.values():
                if other.id != after.id and other.number in {before.number, after.number} - {None}:
                    restated += restate((other, holders), (other, now), known, mending)
        for each in restated:
            self._check_delivers(known[each.enrolment.id], each.enrolment, mending)
        self._people[reference], self._holders = after, now
        if before.identity != after.identity:
            self.corrected.append(_corrected(before, after, mending.record_id))
        return restated

    def _keep(self, target: Enrolment, records: Sequence[Record], changed: set[UUID]) -> None:
        person = self._people[target.reference]
        kept = {**person.records, target.id: tuple(records)}
        self._people[target.reference] = replace(person, records=kept)
        self.versions += [
            NewVersion(each, target.participant_id, target.id) for each in records if each.id in changed
        ]


def _of_person(reference: str, kept: Sequence[Record], changes: Sequence[Change]) -> list[Change]:
    """Find the person's own record of each event that is named: a group session is recorded once, and each of
    those who came has a record of it."""
    ids = {each.id for each in kept}
    others = {each.record_id: record_of_another(each.record_id, reference) for each in changes}
    return [
        each._replace(record_id=others[each.record_id])
        if each.record_id not in ids and others[each.record_id] in ids
        else each
        for each in changes
    ]


def _held(
    holders: Holders, before: KeptPerson | None, after: KeptPerson
) -> dict[str, frozenset[ParticipantId]]:
    """Work out who has which NI number once somebody has another."""
    held = dict(holders)
    if before is not None and before.number:
        held[before.number] = held.get(before.number, frozenset()) - {before.id}
    if after.number:
        held[after.number] = held.get(after.number, frozenset()) | {after.id}
    return held


def _corrected(before: KeptPerson, after: KeptPerson, record_id: UUID) -> CorrectedPerson:
    names = sorted(before.identity.keys() | after.identity.keys())
    changed = [name for name in names if before.identity.get(name) != after.identity.get(name)]
    old = {name: before.identity[name] for name in changed if name in before.identity}
    new = {name: after.identity[name] for name in changed if name in after.identity}
    return CorrectedPerson(after.id, record_id, after.identity, old, new)
