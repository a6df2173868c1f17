"""Folds the records of an enrolment again, by the same forms as when they were posted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.mentor import DeriveId, Mentor
from services.participants.domain.record import Record, in_order
from services.participants.domain.refusals import AmendsIntoConflict, SubjectUnknown
from services.participants.forms.kept_form import kept_form
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, announced
from services.participants.forms.registered import Registration
from services.participants.programmes import programme
from shared.clock import date_in_wales
from shared.contracts.mentoring_summary import summarise
from shared.contracts.participant import MentoringFact
from shared.contracts.participant_restated import AnyPastFact, MentoringSummary
from shared.messaging.fact import Fact
from shared.refusal import Refusal

ReadForms = dict[tuple[UUID, int], PostedForm]
"""Forms that were read out of records, by record and number of the version."""
CARRIED_OVER = "carried_over"
"""Kept beside P1: what the referral said where P1 was silent."""

_PAST: Final[TypeAdapter[AnyPastFact]] = TypeAdapter(AnyPastFact)


class Folded(NamedTuple):
    """What records say together: the enrolment, what the others are told of it, what each form lacks, and who
    was ever a mentor. Of no records nothing follows but that nobody took part."""

    enrolment: Enrolment
    history: tuple[AnyPastFact, ...] = ()
    mentoring: MentoringSummary = MentoringSummary()
    missing: Mapping[UUID, tuple[str, ...]] = {}
    mentors: frozenset[Mentor] = frozenset()

    def says_the_same(self, other: "Folded") -> bool:
        """Tell whether nobody else has to learn of the difference."""
        return (self.history, self.mentoring) == (other.history, other.mentoring)


def fold(
    records: Iterable[Record],
    current: Enrolment,
    *,
    identity: Mapping[str, Any],
    ni_number_is_known: bool,
    pointers: Mapping[UUID, str],
    otherwise: str,
    read: ReadForms,
    derive_id: DeriveId,
) -> Folded:
    """Fold all records of the enrolment that is `current` now. `pointers` say where a mending names a record,
    and `otherwise` is the place for one that it does not name; `read` keeps the forms for the next fold.

    Raises AmendsIntoConflict with the record that cannot follow any more."""
    counted = in_order(records)
    if not counted:
        return Folded(current.withdrawn())
    steps: list[tuple[Record, Step]] = []
    told: list[tuple[Record, Fact]] = []
    for record in counted:
        try:
            form = _form(record, read)
            event = _event(record, form, current.reference, derive_id)
            if isinstance(form, Registration):
                step = _register(record, form, event, current, identity, ni_number_is_known)
            elif steps:
                enrolment = steps[-1][1].enrolment
                step = form.apply(enrolment, event, programme(enrolment.programme))
            else:
                raise SubjectUnknown
        except (Refusal, ValidationError) as error:
            because = error.code if isinstance(error, Refusal) else "invalid"
            where = pointers.get(record.id, otherwise)
            raise AmendsIntoConflict(pointer=where, record=record.id, because=because) from error
        before = steps[-1][1].enrolment if steps else None
        told += ((record, fact) for fact in announced(before, step, event))
        steps.append((record, step))
    return _folded(steps, told, current)


def _form(record: Record, read: ReadForms) -> PostedForm:
    key = record.id, len(record.versions)
    if (form := read.get(key)) is None:
        form = read[key] = kept_form(record.kind, record.latest.answers)
    return form


def _folded(
    steps: Sequence[tuple[Record, Step]], told: Sequence[tuple[Record, Fact]], current: Enrolment
) -> Folded:
    return Folded(
        # a restriction is in no record
        enrolment=steps[-1][1].enrolment._replace(restricted_until=current.restricted_until),
        history=tuple(
            past(fact, record.posted.recorded_at)
            for record, fact in told
            if not isinstance(fact, MentoringFact)
        ),
        mentoring=summarise(fact for _, fact in told if isinstance(fact, MentoringFact)),
        missing={record.id: step.missing for record, step in steps},
        mentors=frozenset(step.mentor for _, step in steps if step.mentor is not None),
    )


def _event(record: Record, form: PostedForm, reference: str, derive_id: DeriveId) -> PostedEvent:
    time = record.latest.happened_at
    return PostedEvent(
        id="",
        record_id=record.id,
        kind=record.kind,
        subject=reference,
        programme=None,
        time=time,
        local_date=date_in_wales(time),
        posted_on=date_in_wales(record.latest.recorded_at),
        form=form,
        raw_data=b"",
        fingerprint=b"",
        derive_id=derive_id,
    )


def _register(
    record: Record,
    form: Registration,
    event: PostedEvent,
    current: Enrolment,
    identity: Mapping[str, Any],
    ni_number_is_known: bool,
) -> Step:
    shares = form.shares_work_outcome()
    if shares is None:
        shares = record.posted.answers.get(CARRIED_OVER, {}).get(
            "shares_work_outcome", current.shares_work_outcome
        )
    return form.register(
        event,
        programme(form.programme),
        provider=current.provider,
        identity=identity,
        shares_work_outcome=shares,
        enrolment_id=current.id,
        participant_id=current.participant_id,
        ni_number_is_known=ni_number_is_known,
    )


def past(fact: Fact, recorded_at: datetime) -> AnyPastFact:
    """Say a fact again, with when its record was first told."""
    return _PAST.validate_python({"type": fact.type, "recorded_at": recorded_at, "data": fact})
