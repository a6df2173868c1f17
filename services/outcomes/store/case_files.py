"""Loads and saves case files, with one statement per table; what did not change is not written."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.claim_changes import StandingDecision
from services.outcomes.domain.decision import Achievement, Decision, Verdict
from services.outcomes.domain.enrolment import Characteristics, Enrolment
from services.outcomes.domain.quality import Finding
from services.outcomes.programmes import all_programmes
from services.outcomes.store import achievements, claims, enrolment_figures, enrolment_json, findings
from services.outcomes.store import soft_outcomes as forms
from services.outcomes.tables import RecordRow
from shared.persistence.bulk import delete_many, insert_many, update_many

_KNOWN = "SELECT id FROM record WHERE id = ANY($1)"
_PARTICIPANTS = "SELECT participant FROM record WHERE id = ANY($1)"
_ENROLMENTS = f"""
SELECT e.id, r.participant, e.provider, c.programme, c.lot, c.esf_area, c.strand, e.registered_on,
       r.registration_recorded_on, r.labour_market_at_registration, r.open_since, r.rejoined_on,
       r.suspended_on, r.last_contact_on, r.activity_hours, r.last_activity_on, r.history::text,
       r.restatement,
       {", ".join(Characteristics._fields)}
FROM record r JOIN enrolment e ON e.id = r.id JOIN cell c ON c.id = e.cell
              JOIN profile ON profile.id = e.profile JOIN situation ON situation.id = e.situation
WHERE r.id = ANY($1) OR r.participant = ANY($2)
ORDER BY r.id FOR UPDATE OF r
"""  # noqa: S608  (names of columns, from the domain)
_ACHIEVEMENTS = f"""
SELECT enrolment_id, {", ".join(Achievement._fields)} FROM achievement WHERE enrolment_id = ANY($1)
"""  # noqa: S608
_CLAIMS = """
SELECT enrolment_id, id, withdrawn_at IS NULL AS stands, category, decision::text, rule, dates::text,
       evidence, achievement, part, level, counted_on
FROM claim WHERE enrolment_id = ANY($1)
"""
_FINDINGS = "SELECT enrolment_id, rule, since, about FROM finding WHERE enrolment_id = ANY($1)"


async def known(connection: asyncpg.Connection, enrolments: Sequence[UUID]) -> set[UUID]:
    """Those of the enrolments that have been registered."""
    return {row["id"] for row in await connection.fetch(_KNOWN, enrolments)}


async def load(
    connection: asyncpg.Connection, *, enrolments: Sequence[UUID], participants: Sequence[UUID]
) -> dict[UUID, CaseFile]:
    """The enrolments with these ids and all others of these participants, locked until the work is done.
    One that is not known is not in the answer."""
    found: dict[UUID, CaseFile] = {}
    programmes = all_programmes()
    for row in await connection.fetch(_ENROLMENTS, enrolments, participants):
        enrolment = _enrolment(row)
        found[enrolment.id] = CaseFile(
            programmes[enrolment.programme], enrolment, enrolment, restatement=row["restatement"]
        )
    if not found:
        return found
    await _load_decided(connection, found)
    for id, rule, since, about in await connection.fetch(_FINDINGS, list(found)):
        found[id].findings[rule] = Finding(rule, since, tuple(about))
    return found


async def recall(connection: asyncpg.Connection, case_files: Sequence[CaseFile]) -> None:
    """Add what is left of enrolments whose registration was withdrawn, and is there again."""
    await _load_decided(connection, {each.enrolment.id: each for each in case_files})


async def participants_of(connection: asyncpg.Connection, enrolments: Sequence[UUID]) -> set[UUID]:
    """Whose the enrolments are, as far as we know."""
    return {row["participant"] for row in await connection.fetch(_PARTICIPANTS, enrolments)}


async def _load_decided(connection: asyncpg.Connection, found: Mapping[UUID, CaseFile]) -> None:
    ids = list(found)
    for id, *achieved in await connection.fetch(_ACHIEVEMENTS, ids):
        achievement = Achievement(*achieved)
        found[id].achievements[achievement.id] = achievement
    for row in await connection.fetch(_CLAIMS, ids):
        case_file, category = found[row["enrolment_id"]], row["category"]
        case_file.decisions[category] = case_file.decisions.get(category, 0) + 1
        if row["stands"]:
            case_file.standing[row["id"]] = StandingDecision(row["id"], _decision(row))


async def save(connection: asyncpg.Connection, case_files: Sequence[CaseFile], *, at: datetime) -> None:
    """`at` is the instant from which it is known."""
    changed = [each for each in case_files if each.enrolment is not each.loaded or each.is_withdrawn]
    cells = await enrolment_figures.cells(connection, case_files)
    await enrolment_figures.save(connection, changed, cells, at=at)
    await _save_records(connection, changed, at)
    await forms.save(connection, changed, at=at)
    await achievements.save(connection, case_files, at=at)
    await claims.save(connection, case_files, cells, at=at)
    await findings.save(connection, case_files, cells, at=at)


async def _save_records(connection: asyncpg.Connection, changed: Sequence[CaseFile], at: datetime) -> None:
    gone = [{"id": each.enrolment.id} for each in changed if each.is_withdrawn]
    await delete_many(connection, RecordRow, gone)
    changed = [each for each in changed if not each.is_withdrawn]
    new = [
        {
            "id": each.enrolment.id,
            "participant": each.enrolment.participant,
            "provider": each.enrolment.provider,
            "registration_recorded_on": each.enrolment.registration_recorded_on,
            "restatement": each.restatement,
            **_state(each.enrolment),
        }
        for each in changed
        if each.loaded is None
    ]
    await insert_many(connection, RecordRow, new, recorded_at=at, changed_at=at)
    known = [{"id": each.enrolment.id, **_state(each.enrolment)} for each in changed if each.loaded]
    await update_many(connection, RecordRow, known, changed_at=at)
    restated = [
        {
            "id": each.enrolment.id,
            "participant": each.enrolment.participant,
            "registration_recorded_on": each.enrolment.registration_recorded_on,
            "restatement": each.restatement,
        }
        for each in changed
        if each.loaded and each.is_restated
    ]
    await update_many(connection, RecordRow, restated)


def _state(enrolment: Enrolment) -> dict[str, Any]:
    """What facts can change."""
    return {
        "labour_market_at_registration": enrolment.labour_market,
        "open_since": enrolment.open_since,
        "rejoined_on": enrolment.rejoined_on,
        "suspended_on": enrolment.suspended_on,
        "last_contact_on": enrolment.last_contact_on,
        "last_activity_on": enrolment.last_activity_on,
        "activity_hours": enrolment.activity_hours,
        "history": enrolment_json.of(enrolment),
    }


def _enrolment(row: Any) -> Enrolment:
    history = enrolment_json.read(row["history"])
    return Enrolment(
        id=row["id"],
        participant=row["participant"],
        provider=row["provider"],
        programme=row["programme"],
        lot=row["lot"],
        esf_area=row["esf_area"],
        strand=row["strand"],
        registered_on=row["registered_on"],
        registration_recorded_on=row["registration_recorded_on"],
        labour_market=row["labour_market_at_registration"],
        open_since=row["open_since"],
        characteristics=Characteristics(*tuple(row)[-len(Characteristics._fields) :]),
        is_eligible=history.is_eligible,
        may_be_followed_up=history.may_be_followed_up,
        flags=history.flags,
        missing=history.missing,
        exit=history.exit,
        earlier_exits=history.earlier_exits,
        rejoined_on=row["rejoined_on"],
        suspended_on=row["suspended_on"],
        last_contact_on=row["last_contact_on"],
        activity_hours=row["activity_hours"],
        last_activity_on=row["last_activity_on"],
        follow_ups=history.follow_ups,
        date_faults=history.date_faults,
        choices=history.choices,
    )


def _decision(row: Any) -> Decision:
    return Decision(
        category=row["category"],
        verdict=Verdict(row["decision"]),
        rule=row["rule"],
        dates={name: date.fromisoformat(day) for name, day in orjson.loads(row["dates"]).items()},
        evidence=row["evidence"],
        achievement=row["achievement"],
        part=row["part"],
        level=row["level"],
        counted_on=row["counted_on"],
    )
