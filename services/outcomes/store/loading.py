"""Loads everything there is about a set of enrolments, with one statement per table."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.claim_changes import StandingDecision
from services.outcomes.domain.decision import Achievement, Decision, Verdict
from services.outcomes.domain.enrolment import Characteristics, Enrolment
from services.outcomes.domain.quality import Finding
from services.outcomes.programmes import shipped
from services.outcomes.store import history
from services.outcomes.tables import TRAITS

_ENROLMENTS = f"""
SELECT e.id, r.participant, e.provider, c.programme, c.lot, c.esf_area, c.strand, e.registered_on,
       r.registration_recorded_on, r.labour_market_at_registration, r.open_since, r.rejoined_on,
       r.suspended_on, r.last_contact_on, r.activity_hours, r.last_activity_on, r.history::text,
       {", ".join(TRAITS)}
FROM record r JOIN enrolment e ON e.id = r.id JOIN cell c ON c.id = e.cell
              JOIN profile ON profile.id = e.profile JOIN situation ON situation.id = e.situation
WHERE r.id = ANY($1) OR r.participant = ANY($2)
ORDER BY r.id FOR UPDATE OF r
"""  # noqa: S608  (names of columns, from the domain)
_ACHIEVEMENTS = """
SELECT enrolment_id, id, kind, achieved_on, evidence, recorded_on, cqfw_level, led_to
FROM achievement WHERE enrolment_id = ANY($1)
"""
_CLAIMS = """
SELECT enrolment_id, id, withdrawn_at IS NULL AS stands, category, decision::text, rule, dates::text,
       evidence, achievement, part, level, counted_on
FROM claim WHERE enrolment_id = ANY($1)
"""
_FINDINGS = "SELECT enrolment_id, rule, since, about FROM finding WHERE enrolment_id = ANY($1)"


async def load(
    connection: asyncpg.Connection, *, enrolments: Sequence[UUID], participants: Sequence[UUID]
) -> dict[UUID, CaseFile]:
    """The enrolments with these ids and all others of these participants, locked until the work is done.
    One that is not known is not in the answer."""
    found: dict[UUID, CaseFile] = {}
    programmes = shipped()
    for row in await connection.fetch(_ENROLMENTS, enrolments, participants):
        enrolment = _enrolment(row)
        found[enrolment.id] = CaseFile(programmes[enrolment.programme], enrolment, loaded=enrolment)
    if not found:
        return found
    ids = list(found)
    for id, *achieved in await connection.fetch(_ACHIEVEMENTS, ids):
        achievement = Achievement(*achieved)
        found[id].achievements[achievement.id] = achievement
    for id, claim, stands, category, *decided in await connection.fetch(_CLAIMS, ids):
        dossier = found[id]
        dossier.decisions[category] = dossier.decisions.get(category, 0) + 1
        if stands:
            dossier.standing[claim] = StandingDecision(claim, _decision(category, *decided))
    for id, rule, since, about in await connection.fetch(_FINDINGS, ids):
        found[id].findings[rule] = Finding(rule, since, tuple(about))
    return found


def _enrolment(row: Any) -> Enrolment:
    columns = tuple(row)
    id, participant, provider, programme, lot, esf_area, strand, registered_on = columns[:8]
    recorded_on, labour_market, open_since, rejoined_on, suspended_on, last_contact_on = columns[8:14]
    activity_hours, last_activity_on, stored, *traits = columns[14:]
    more = history.read(stored)
    return Enrolment(
        id=id,
        participant=participant,
        provider=provider,
        programme=programme,
        lot=lot,
        esf_area=esf_area,
        strand=strand,
        registered_on=registered_on,
        registration_recorded_on=recorded_on,
        labour_market=labour_market,
        open_since=open_since,
        characteristics=Characteristics(*traits),
        flags=more.flags,
        missing=more.missing,
        exit=more.exit,
        earlier_exits=more.earlier_exits,
        rejoined_on=rejoined_on,
        suspended_on=suspended_on,
        last_contact_on=last_contact_on,
        activity_hours=activity_hours,
        last_activity_on=last_activity_on,
        follow_ups=more.follow_ups,
    )


def _decision(
    category: str,
    decision: str,
    rule: str,
    dates: str,
    evidence: str | None,
    achievement: UUID | None,
    part: str | None,
    level: int | None,
    counted_on: date | None,
) -> Decision:
    return Decision(
        category=category,
        verdict=Verdict(decision),
        rule=rule,
        dates={name: date.fromisoformat(day) for name, day in orjson.loads(dates).items()},
        evidence=evidence,
        achievement=achievement,
        part=part,
        level=level,
        counted_on=counted_on,
    )
