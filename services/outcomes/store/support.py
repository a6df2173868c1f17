"""Saves what is counted of the support that people were given, a statement a table; what is told again of the
same day or course takes the place of what was told before, and a restatement that of everything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, get_args
from uuid import UUID

import asyncpg

from services.outcomes.tables import CourseRow, RecentUseRow, SupportRow, WheelRow
from shared.contracts.mentoring_summary import course_after, has_begun
from shared.contracts.participant import ActivityRecorded, ContactRecorded, ParticipantAssessed, WheelCategory
from shared.contracts.participant_restated import CourseTaken, ParticipantRestated
from shared.messaging.fact import Fact
from shared.persistence.bulk import arrays, unnested, upsert_many

_TOTALS: Final = ("enrolment_id", "provider", "contacts", "calls", "letters", "hours")
_ADD: Final = f"""
INSERT INTO support ({", ".join(_TOTALS)}) SELECT * FROM {unnested(SupportRow, _TOTALS)}
ON CONFLICT (enrolment_id) DO UPDATE SET
    contacts = support.contacts + excluded.contacts, calls = support.calls + excluded.calls,
    letters = support.letters + excluded.letters, hours = support.hours + excluded.hours
"""  # noqa: S608  (names of columns)
_COURSE: Final = ("id", "enrolment_id", "provider", "kind", "started_on", "ended_on", "result")
_COURSES: Final = f"""
INSERT INTO course ({", ".join(_COURSE)}) SELECT * FROM {unnested(CourseRow, _COURSE)}
ON CONFLICT (id) DO UPDATE SET
    started_on = least(course.started_on, excluded.started_on),
    ended_on = coalesce(excluded.ended_on, course.ended_on),
    result = coalesce(excluded.result, course.result)
"""  # noqa: S608
_FORGET: Final = tuple(
    f"DELETE FROM {table.__tablename__} WHERE enrolment_id = ANY($1)"  # noqa: S608  (names of tables)
    for table in (SupportRow, WheelRow, RecentUseRow, CourseRow)
)


WHEEL_CATEGORIES: Final[tuple[str, ...]] = get_args(WheelCategory)
"""The eight, in the order of the form."""
_NO_SCORES: Final[dict[str, int | None]] = dict.fromkeys(WHEEL_CATEGORIES)


@dataclass(slots=True)
class _Told:
    """What a batch tells of one enrolment's support."""

    provider: UUID
    contacts: int = 0
    calls: int = 0
    letters: int = 0
    hours: float = 0
    wheels: dict[date, Mapping[str, int]] = field(default_factory=dict)
    uses: dict[date, str] = field(default_factory=dict)
    courses: dict[UUID, CourseTaken] = field(default_factory=dict)

    @property
    def adds(self) -> bool:
        return bool(self.contacts or self.letters or self.hours)


async def save(connection: asyncpg.Connection, facts: Iterable[Fact]) -> None:
    """Save what facts that were applied tell of support; most tell nothing of it."""
    told: dict[UUID, _Told] = {}
    restated: set[UUID] = set()
    for fact in facts:
        if type(fact) is ContactRecorded:
            _count_contact(told, fact)
        elif type(fact) is ActivityRecorded:
            _count_activity(told, fact)
        elif type(fact) is ParticipantAssessed:
            _note_answers(told, fact)
        elif type(fact) is ParticipantRestated:
            _restate(told, fact)
            restated.add(fact.enrolment_id)
    if restated:
        for statement in _FORGET:
            await connection.execute(statement, list(restated))
    if told:
        await _save(connection, sorted(told.items()))


def _count_contact(told: dict[UUID, _Told], fact: ContactRecorded) -> None:
    """Count a contact that took place; a letter is counted by itself."""
    if not fact.attended or not has_begun(fact.contacted_on, fact.happened_at):
        return
    of = _of(told, fact.enrolment_id, fact.provider)
    if fact.kind == "letter":
        of.letters += 1
        return
    of.contacts += 1
    of.calls += fact.kind == "phone"


def _count_activity(told: dict[UUID, _Told], fact: ActivityRecorded) -> None:
    if fact.hours > 0 and has_begun(fact.started_on, fact.happened_at):
        _of(told, fact.enrolment_id, fact.provider).hours += fact.hours
    if (course := fact.course_id) is not None:
        courses = _of(told, fact.enrolment_id, fact.provider).courses
        courses[course] = course_after(courses.get(course), fact)


def _note_answers(told: dict[UUID, _Told], fact: ParticipantAssessed) -> None:
    if fact.wheel:
        _of(told, fact.enrolment_id, fact.provider).wheels[fact.assessed_on] = dict(fact.wheel.items())
    if fact.recent_use is not None:
        _of(told, fact.enrolment_id, fact.provider).uses[fact.assessed_on] = fact.recent_use


def _restate(told: dict[UUID, _Told], fact: ParticipantRestated) -> None:
    """Begin anew with what the restatement says."""
    summary = fact.mentoring
    told[fact.enrolment_id] = _Told(
        provider=fact.provider,
        contacts=summary.contacts,
        calls=summary.calls,
        letters=summary.letters,
        hours=summary.activity_hours,
        courses={each.course_id: each for each in summary.courses},
    )
    for past in fact.history:
        if type(past.data) is ParticipantAssessed:
            _note_answers(told, past.data)


def _of(told: dict[UUID, _Told], enrolment: UUID, provider: UUID) -> _Told:
    found = told.get(enrolment)
    if found is None:
        found = told[enrolment] = _Told(provider)
    return found


async def _save(connection: asyncpg.Connection, told: Sequence[tuple[UUID, _Told]]) -> None:
    """Save in the order of enrolments."""
    totals: list[dict[str, Any]] = []
    wheels: list[dict[str, Any]] = []
    uses: list[dict[str, Any]] = []
    courses: list[dict[str, Any]] = []
    for id, each in told:
        about = {"enrolment_id": id, "provider": each.provider}
        if each.adds:
            counted = (each.contacts, each.calls, each.letters, each.hours)
            totals.append({**about, **dict(zip(_TOTALS[2:], counted, strict=True))})
        wheels += [{**about, "assessed_on": on, **_NO_SCORES, **scores} for on, scores in each.wheels.items()]
        uses += [{**about, "assessed_on": on, "recent_use": use} for on, use in each.uses.items()]
        courses += [
            {**about, "id": course.course_id, **course.model_dump(exclude={"course_id"})}
            for course in each.courses.values()
        ]
    if totals:
        await connection.execute(_ADD, *arrays(SupportRow, _TOTALS, totals))
    await upsert_many(connection, WheelRow, wheels)
    await upsert_many(connection, RecentUseRow, uses)
    if courses:
        ordered = sorted(courses, key=lambda each: str(each["id"]))
        await connection.execute(_COURSES, *arrays(CourseRow, _COURSE, ordered))
