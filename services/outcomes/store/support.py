"""Saves what is counted of the support that people were given, a statement a table; what is told again of the
same day or course takes the place of what was told before."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, get_args
from uuid import UUID

import asyncpg

from services.outcomes.tables import RecentUseRow, SupportRow, WheelRow
from shared.clock import date_in_wales
from shared.contracts.participant import ActivityRecorded, ContactRecorded, ParticipantAssessed, WheelCategory
from shared.messaging.fact import Fact
from shared.persistence.bulk import arrays, unnested, upsert_many

_TOTALS: Final = ("enrolment_id", "provider", "contacts", "calls", "letters", "hours")
_ADD: Final = f"""
INSERT INTO support ({", ".join(_TOTALS)}) SELECT * FROM {unnested(SupportRow, _TOTALS)}
ON CONFLICT (enrolment_id) DO UPDATE SET
    contacts = support.contacts + excluded.contacts, calls = support.calls + excluded.calls,
    letters = support.letters + excluded.letters, hours = support.hours + excluded.hours
"""  # noqa: S608  (names of columns)
_COURSES: Final = """
INSERT INTO course (id, enrolment_id, provider, kind, started_on, ended_on, result)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::date[], $7::text[])
ON CONFLICT (id) DO UPDATE SET
    started_on = least(course.started_on, excluded.started_on),
    ended_on = coalesce(excluded.ended_on, course.ended_on),
    result = coalesce(excluded.result, course.result)
"""


WHEEL_CATEGORIES: Final[tuple[str, ...]] = get_args(WheelCategory)
"""The eight, in the order of the form."""
_NO_SCORES: Final[dict[str, int | None]] = dict.fromkeys(WHEEL_CATEGORIES)


async def save(connection: asyncpg.Connection, facts: Iterable[Fact]) -> None:
    """Save what facts that were applied tell of support; most tell nothing of it."""
    totals: dict[UUID, dict[str, Any]] = {}
    wheels: dict[tuple[Any, ...], dict[str, Any]] = {}
    uses: dict[tuple[Any, ...], dict[str, Any]] = {}
    courses: dict[UUID, ActivityRecorded] = {}
    for fact in facts:
        if type(fact) is ContactRecorded:
            _count_contact(totals, fact)
        elif type(fact) is ActivityRecorded:
            _count_hours(totals, fact)
            if fact.course_id is not None:
                courses[fact.course_id] = _merged(courses.get(fact.course_id), fact)
        elif type(fact) is ParticipantAssessed:
            key = {
                "enrolment_id": fact.enrolment_id,
                "assessed_on": fact.assessed_on,
                "provider": fact.provider,
            }
            if fact.wheel:
                scores = _NO_SCORES | dict(fact.wheel.items())
                wheels[tuple(key.values())] = {**key, **scores}
            if fact.recent_use is not None:
                uses[tuple(key.values())] = {**key, "recent_use": fact.recent_use}
    if totals:
        ordered = sorted(totals.values(), key=lambda each: each["enrolment_id"])
        await connection.execute(_ADD, *arrays(SupportRow, _TOTALS, ordered))
    await upsert_many(connection, WheelRow, list(wheels.values()))
    await upsert_many(connection, RecentUseRow, list(uses.values()))
    await _save_courses(connection, list(courses.values()))


def _count_contact(totals: dict[UUID, dict[str, Any]], fact: ContactRecorded) -> None:
    """Count a contact that took place; one dated after it was told of has not. A letter is counted by
    itself."""
    if not fact.attended or _is_to_come(fact.contacted_on, fact.happened_at):
        return
    of = _totals_of(totals, fact.enrolment_id, fact.provider)
    if fact.kind == "letter":
        of["letters"] += 1
        return
    of["contacts"] += 1
    of["calls"] += fact.kind == "phone"


def _count_hours(totals: dict[UUID, dict[str, Any]], fact: ActivityRecorded) -> None:
    if fact.hours > 0 and not _is_to_come(fact.started_on, fact.happened_at):
        _totals_of(totals, fact.enrolment_id, fact.provider)["hours"] += fact.hours


def _is_to_come(on: date, told_at: datetime) -> bool:
    """Tell whether a day had not begun in Wales. Nearly all have in UTC, which is quicker to say."""
    return on > told_at.date() and on > date_in_wales(told_at)


def _totals_of(totals: dict[UUID, dict[str, Any]], enrolment: UUID, provider: UUID) -> dict[str, Any]:
    found = totals.get(enrolment)
    if found is None:
        none = dict.fromkeys(("contacts", "calls", "letters", "hours"), 0)
        found = totals[enrolment] = {"enrolment_id": enrolment, "provider": provider, **none}
    return found


def _merged(before: ActivityRecorded | None, after: ActivityRecorded) -> ActivityRecorded:
    """Merge what two facts tell of one course, as the statement merges it with what is stored."""
    if before is None:
        return after
    return after.model_copy(
        update={
            "started_on": min(before.started_on, after.started_on),
            "ended_on": after.ended_on or before.ended_on,
            "result": after.result or before.result,
        }
    )


async def _save_courses(connection: asyncpg.Connection, courses: Sequence[ActivityRecorded]) -> None:
    if not courses:
        return
    rows = sorted(courses, key=lambda each: str(each.course_id))
    names = ("course_id", "enrolment_id", "provider", "kind", "started_on", "ended_on", "result")
    await connection.execute(_COURSES, *([getattr(each, name) for each in rows] for name in names))
