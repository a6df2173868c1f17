"""Makes the new version of a record out of an amendment, which is checked as strictly as the form that it
amends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from services.participants.domain.record import Record, Version
from services.participants.domain.refusals import (
    AmendsIntoConflict,
    AmendsNothing,
    FormInvalid,
    TimeInFuture,
)
from services.participants.forms.kept_form import read_form, without_nulls
from services.participants.forms.mending import MendingForm
from services.participants.forms.records_amended import Change
from services.participants.forms.registered import Registration
from services.participants.forms.registry import data_type
from shared.web.json_pointers import locate, pointer

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far ahead of ours a sender's clock may be."""

MOST_MISTAKES: Final = 20
"""Mistakes of an event that are told."""
_FIXED: Final = ("programme", "referral")
"""What a registration stays about: another one is another registration."""


def amended(
    record: Record, change: Change, form: MendingForm, *, now: datetime, caller: str
) -> tuple[Version, Mapping[str, Any] | None]:
    """Make a record's new version; of P1 also who it says the person is, where it does: that is kept in one
    place, and not in the record.

    Raises AmendsNothing, FormInvalid, TimeInFuture, AmendsIntoConflict."""
    amendment, latest = change.amendment, record.latest
    says = amendment.data is not None or amendment.time is not None
    if says == amendment.withdrawn:
        raise AmendsNothing(pointer=pointer(change.pointer))
    if amendment.time is not None and amendment.time > now + CLOCK_SKEW:
        raise TimeInFuture(pointer=pointer((*change.pointer, "time")))
    answers, person = latest.answers, None
    if amendment.data is not None:
        answers, person = _form(record, amendment.data, change)
    version = Version(
        happened_at=amendment.time or latest.happened_at,
        recorded_at=now,
        recorded_by=caller,
        answers=answers,
        missing=latest.missing,
        is_withdrawn=amendment.withdrawn,
        reason=form.reason,
        author=form.author,
    )
    return version, person


def _form(
    record: Record, data: Mapping[str, Any], change: Change
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    inside = (*change.pointer, "data")
    try:
        form = read_form(record.kind, data)
    except ValidationError as error:
        shape = data_type(record.kind)
        raise FormInvalid(
            [
                (pointer((*inside, *locate(shape, each))), each["type"])
                for each in error.errors(include_url=False, include_input=False)[:MOST_MISTAKES]
            ]
        ) from error
    answers = without_nulls(data)
    if not isinstance(form, Registration):
        return answers, None
    posted = record.posted.answers
    for name in _FIXED:
        told = answers.setdefault(name, posted.get(name))
        if told != posted.get(name):
            raise AmendsIntoConflict(pointer=pointer((*inside, name)), record=record.id, because="fixed")
    answers.pop("person", None)
    return without_nulls(answers), None if form.person is None else form.person.told()
