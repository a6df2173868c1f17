"""Saves what is counted of the support that people were given, a statement a table; what is told again of the
same day or course takes the place of what was told before, and a restatement that of everything."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, get_args
from uuid import UUID

import asyncpg

from services.outcomes.tables import CourseRow, RecentUseRow, SupportRow, WheelRow
from shared.contracts.mentoring_summary import course_after, has_begun
from shared.contracts.participant import (
    ActivityRecorded,
    ContactRecorded,
    MentoringFact,
    ParticipantAssessed,
    WheelCategory,
)
from shared.contracts.participant_restated import CourseTaken, ParticipantRestated
from shared.messaging.fact import Fact
from shared.persistence.bulk import unnested, upsert_many

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
class _Totals:
    """What is counted of one enrolment."""

    provider: UUID
    contacts: int = 0
    calls: int = 0
    letters: int = 0
    hours: float = 0


@dataclass(slots=True)
class _Told:
    """What a batch tells of support, by enrolment: totals, rows by day, courses by id."""

    totals: dict[UUID, _Totals] = field(default_factory=dict)
    wheels: dict[UUID, dict[date, dict[str, Any]]] = field(default_factory=dict)
    uses: dict[UUID, dict[date, dict[str, Any]]] = field(default_factory=dict)
    courses: dict[UUID, dict[UUID, CourseTaken]] = field(default_factory=dict)
    providers: dict[UUID, UUID] = field(default_factory=dict)
    """Those of the courses."""

    def contact(self, fact: ContactRecorded) -> None:
        """Count a contact that took place; a letter is counted by itself."""
        if not fact.attended or not has_begun(fact.contacted_on, fact.happened_at):
            return
        totals = self._totals(fact)
        if fact.kind == "letter":
            totals.letters += 1
            return
        totals.contacts += 1
        totals.calls += fact.kind == "phone"

    def activity(self, fact: ActivityRecorded) -> None:
        """Add up hours, and note what is told of a course."""
        if fact.hours > 0 and has_begun(fact.started_on, fact.happened_at):
            self._totals(fact).hours += fact.hours
        if (course := fact.course_id) is not None:
            courses = self.courses.setdefault(fact.enrolment_id, {})
            courses[course] = course_after(courses.get(course), fact)
            self.providers[fact.enrolment_id] = fact.provider

    def answers(self, fact: ParticipantAssessed) -> None:
        """Note a wheel, and what was said of recent use; most forms have neither."""
        about = {
            "enrolment_id": fact.enrolment_id,
            "assessed_on": fact.assessed_on,
            "provider": fact.provider,
        }
        if fact.wheel:
            of_days = self.wheels.setdefault(fact.enrolment_id, {})
            of_days[fact.assessed_on] = {**about, **_NO_SCORES, **fact.wheel}  # type: ignore[dict-item]
        if fact.recent_use is not None:
            of_days = self.uses.setdefault(fact.enrolment_id, {})
            of_days[fact.assessed_on] = {**about, "recent_use": fact.recent_use}

    def restatement(self, fact: ParticipantRestated) -> None:
        """Begin anew with what a restatement says."""
        id, summary = fact.enrolment_id, fact.mentoring
        for told in (self.totals, self.wheels, self.uses, self.courses):
            told.pop(id, None)
        if summary.contacts or summary.letters or summary.activity_hours:
            counted = (summary.contacts, summary.calls, summary.letters, summary.activity_hours)
            self.totals[id] = _Totals(fact.provider, *counted)
        if summary.courses:
            self.courses[id] = {each.course_id: each for each in summary.courses}
            self.providers[id] = fact.provider
        for past in fact.history:
            if type(past.data) is ParticipantAssessed:
                self.answers(past.data)

    def _totals(self, fact: MentoringFact) -> _Totals:
        found = self.totals.get(fact.enrolment_id)
        if found is None:
            found = self.totals[fact.enrolment_id] = _Totals(fact.provider)
        return found


async def save(connection: asyncpg.Connection, facts: Iterable[Fact]) -> None:
    """Save what facts that were applied tell of support; most tell nothing of it."""
    told = _Told()
    restated: list[UUID] = []
    for fact in facts:
        if type(fact) is ContactRecorded:
            told.contact(fact)
        elif type(fact) is ActivityRecorded:
            told.activity(fact)
        elif type(fact) is ParticipantAssessed:
            told.answers(fact)
        elif type(fact) is ParticipantRestated:
            told.restatement(fact)
            restated.append(fact.enrolment_id)
    if restated:
        for statement in _FORGET:
            await connection.execute(statement, restated)
    if told.totals:
        rows = sorted(told.totals.items(), key=_by_id)
        counted = [[getattr(each, name) for _, each in rows] for name in _TOTALS[1:]]
        await connection.execute(_ADD, [id for id, _ in rows], *counted)
    await upsert_many(connection, WheelRow, [row for days in told.wheels.values() for row in days.values()])
    await upsert_many(connection, RecentUseRow, [row for days in told.uses.values() for row in days.values()])
    await _save_courses(connection, told)


def _by_id(each: tuple[UUID, Any]) -> int:
    # as PostgreSQL orders them, so that no two transactions wait for each other
    return each[0].int


async def _save_courses(connection: asyncpg.Connection, told: _Told) -> None:
    rows = [
        (id, (enrolment, told.providers[enrolment], each.kind, each.started_on, each.ended_on, each.result))
        for enrolment, courses in told.courses.items()
        for id, each in courses.items()
    ]
    if rows:
        rows.sort(key=_by_id)
        columns = map(list, zip(*((id, *values) for id, values in rows), strict=True))
        await connection.execute(_COURSES, *columns)
