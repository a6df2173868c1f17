"""Restates enrolments after a mending: folds what is kept of a person as it was and as it is now, and tells
the others only where the two differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID

from services.participants.commands.fold import Folded, ReadForms, fold, past
from services.participants.domain.enrolment import Enrolment, ParticipantId
from services.participants.domain.mentor import DeriveId
from services.participants.domain.ni_number import matching_number
from services.participants.domain.record import Record
from services.participants.domain.refusals import AmendsIntoConflict
from services.participants.forms.posted_event import Step
from shared.contracts.participant import EnrolmentFact, ParticipantRegistered
from shared.contracts.participant_restated import MentoringSummary, ParticipantRestated

Cause = Literal["amended", "withdrawn", "merged", "person-corrected"]
Identity = Mapping[str, Any]
Holders = Mapping[str, frozenset[ParticipantId]]
"""The people of a provider who have an NI number, by number."""


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """A person with everything that is kept of them; `records` by enrolment."""

    id: ParticipantId
    identity: Identity
    records: Mapping[UUID, tuple[Record, ...]] = field(default_factory=dict)

    @property
    def number(self) -> str | None:
        """The NI number, where it is one that can be matched."""
        return matching_number(self.identity)

    def shares_number(self, holders: Holders) -> bool:
        """Tell whether somebody who was registered before has the same NI number."""
        same = holders.get(self.number, frozenset()) if self.number else frozenset()
        return any(other < self.id for other in same)


class Mending(NamedTuple):
    """What mends: the record of the event, when it happened and why; `pointers` say where it names a record,
    and `otherwise` is the place for any other. `read` keeps the forms that were read on the way."""

    record_id: UUID
    happened_at: datetime
    cause: Cause
    pointers: Mapping[UUID, str]
    otherwise: str
    read: ReadForms
    derive_id: DeriveId


class Restated(NamedTuple):
    """An enrolment after a mending, and what the others are told; nothing where they know it already."""

    enrolment: Enrolment
    folded: Folded
    fact: ParticipantRestated | None


def restate(
    before: tuple[KeptPerson, Holders],
    after: tuple[KeptPerson, Holders],
    enrolments: Mapping[UUID, Enrolment],
    mending: Mending,
) -> list[Restated]:
    """Fold every enrolment of a person again. Raises AmendsIntoConflict."""
    person, _ = after
    return [_restated(enrolments[id], before, after, mending) for id in person.records]


def _restated(
    current: Enrolment,
    before: tuple[KeptPerson, Holders],
    after: tuple[KeptPerson, Holders],
    mending: Mending,
) -> Restated:
    now = _fold(current, after, mending)
    try:
        is_known = _fold(current, before, mending).says_the_same(now)
    except AmendsIntoConflict:
        is_known = False
    if is_known:
        return Restated(now.enrolment._replace(restatement=current.restatement), now, None)
    restatement = current.restatement + 1
    fact = ParticipantRestated(
        happened_at=mending.happened_at,
        enrolment_id=current.id,
        participant_id=current.participant_id,
        provider=current.provider,
        restatement=restatement,
        cause=mending.cause,
        history=now.history,
        mentoring=now.mentoring,
    )
    return Restated(now.enrolment._replace(restatement=restatement), now, fact)


def _fold(current: Enrolment, kept: tuple[KeptPerson, Holders], mending: Mending) -> Folded:
    person, holders = kept
    return fold(
        person.records[current.id],
        current,
        identity=person.identity,
        ni_number_is_known=person.shares_number(holders),
        pointers=mending.pointers,
        otherwise=mending.otherwise,
        read=mending.read,
        derive_id=mending.derive_id,
    )


def registered_again(
    step: Step, restatement: int, *, recorded_at: datetime
) -> tuple[Enrolment, ParticipantRestated]:
    """Register somebody anew whose registration was withdrawn: the same enrolment, of which the others know
    that it never was."""
    enrolment = step.enrolment._replace(restatement=restatement + 1)
    registered = cast(ParticipantRegistered, step.fact)
    fact = ParticipantRestated(
        **registered.model_dump(include=set(EnrolmentFact.model_fields)),
        restatement=enrolment.restatement,
        cause="amended",
        history=(past(registered, recorded_at),),
        mentoring=MentoringSummary(),
    )
    return enrolment, fact
