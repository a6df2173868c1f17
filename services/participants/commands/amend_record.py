"""Amends one record by its id, for people whose system does not post: the same mending as by an event."""

from uuid import UUID

import orjson

from services.participants.commands.accept_batch import accept_batch
from services.participants.commands.batch import Accepted
from services.participants.domain.record import RECORDS_AMENDED
from services.participants.forms.posted_event import PostedEvent
from services.participants.forms.records_amended import Amendment, RecordAmended, without_forms
from services.participants.store import enrolments, records
from shared.clock import date_in_wales
from shared.refusal import NotFound, Refusal
from shared.unit_of_work import UnitOfWork


async def amend_record(
    work: UnitOfWork, participant_id: UUID, record_id: UUID, amendment: Amendment, *, reason: str, author: str
) -> Accepted:
    """Amend a record of one of the organisation's own people. Raises NotFound, and what `accept_batch` says
    of an event that is refused."""
    kept = (await records.fingerprints(work, [record_id])).get(record_id)
    found = await enrolments.get_many(work, [kept.enrolment_id]) if kept else {}
    enrolment = next(iter(found.values()), None)
    if enrolment is None or enrolment.participant_id != participant_id:
        raise NotFound
    form = RecordAmended(
        record=record_id,
        data=amendment.data,
        time=amendment.time,
        withdrawn=amendment.withdrawn,
        reason=reason,
        author=author,
    )
    event = PostedEvent(
        id=str(record_id),
        record_id=work.new_id(),
        kind=RECORDS_AMENDED,
        subject=enrolment.reference,
        programme=enrolment.programme,
        time=work.now,
        local_date=date_in_wales(work.now),
        posted_on=date_in_wales(work.now),
        form=form,
        raw_data=without_forms(orjson.dumps(form.model_dump(mode="json"))),
        fingerprint=b"",
        derive_id=work.cipher.keys.derived_id,
    )
    [outcome] = await accept_batch(work, [event], {})
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome
