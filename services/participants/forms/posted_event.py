"""A posted event with the form it carries, and the step by which a form moves an enrolment on.

An enrolment is the fold of its records: `Registration.register` makes it, and `apply` of each later form
moves it on. A form is given the event and nothing else from outside, so that the same fold can be made of
the records that are kept."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID, uuid5

from services.participants.domain.completeness import missing
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.mentor import DeriveId, Mentor
from services.participants.domain.programme import Programme
from services.participants.forms.mending import MendingForm
from shared.contracts.readiness import NoLongerReady
from shared.messaging.fact import Fact
from shared.web.field_types import StrictModel


class PostedEvent(NamedTuple):
    """An event whose shape was checked. `kind` is the part of its type that says what happened."""

    id: str
    record_id: UUID
    kind: str
    subject: str
    programme: str | None
    """The programme that is meant, where the sender names one."""
    time: datetime
    local_date: date
    """The date in Wales of `time`, for whatever date the form leaves out."""
    posted_on: date
    """The date in Wales on which it reached us: a day after it is still to come."""
    form: "PostedForm | MendingForm"
    raw_data: bytes
    """The form as the sender wrote it, in JSON: what the record keeps."""
    fingerprint: bytes
    derive_id: DeriveId
    """Gives what a form names by the provider's own reference its id."""
    first_fingerprint: Callable[[], bytes] | None = None
    """Gives the fingerprint that a record of the same event had before fingerprints had a version; none of
    an event that nobody posts again."""

    def is_recorded_as(self, fingerprint: bytes) -> bool:
        """Tell whether a record with this fingerprint is of an event that says the same."""
        if self.fingerprint == fingerprint:
            return True
        return self.first_fingerprint is not None and self.first_fingerprint() == fingerprint


class Step(NamedTuple):
    """An enrolment after a form, the fact to announce, if anybody else has to know, and what the record keeps
    of it."""

    enrolment: Enrolment
    fact: Fact | None
    missing: tuple[str, ...] = ()
    kept_beside: Mapping[str, Any] | None = None
    """What the record keeps beside the form: for a correction, the old value."""
    mentor: Mentor | None = None
    """The mentor whom the form allocates."""
    also: Fact | None = None
    """A second fact to announce, where one thing follows from another by a rule of the programme."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Both facts, in their order."""
        return tuple(fact for fact in (self.fact, self.also) if fact is not None)


def announced(before: Enrolment | None, step: Step, event: PostedEvent) -> tuple[Fact, ...]:
    """List what the others are told of a step: the fact of its form, and that the person is no longer ready
    for placement, by whatever form that came about."""
    told = step.facts
    if before is None or before.ready_on is None or step.enrolment.ready_on is not None:
        return told
    return (*told, NoLongerReady(**common_attributes(step.enrolment, event)))


class PostedForm(StrictModel):
    """The `data` of a posted event. Nearly every field may be left out: a form that misses a mandatory one is
    kept, shown as incomplete and counted (handbook 2)."""

    MANDATORY: ClassVar[tuple[str, ...]] = ()
    """The fields without which the form is incomplete."""

    def missing(self) -> tuple[str, ...]:
        """List the mandatory fields that are left out."""
        return missing(self.MANDATORY, self.__dict__)

    @abstractmethod
    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Move an enrolment on by this form. Raises a Refusal where its state does not allow that."""


def common_attributes(enrolment: Enrolment, event: PostedEvent) -> dict[str, Any]:
    """Collect what every fact about an enrolment carries."""
    return {
        "happened_at": event.time,
        "enrolment_id": enrolment.id,
        "participant_id": enrolment.participant_id,
        "provider": enrolment.provider,
    }


def record_of_another(record: UUID, reference: str) -> UUID:
    """Derive the id of the record that somebody else has of the same event: of a group session, whoever
    came."""
    return uuid5(record, reference)


def record_id(derive_id: DeriveId, organisation: str, source: str, event_id: str) -> UUID:
    """Derive the id of an event's record: the same event always gets the same one, which nobody can guess."""
    return derive_id("record", organisation, source, event_id)
