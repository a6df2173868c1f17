"""Saves a set of dossiers with one statement per table; what did not change is not written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.store import history
from services.outcomes.store.forms import save_forms
from services.outcomes.store.saving_enrolments import save_enrolments

_RECORDS = """
INSERT INTO record (id, participant, provider, registration_recorded_on, labour_market_at_registration,
                    open_since, rejoined_on, suspended_on, last_contact_on, last_activity_on, activity_hours,
                    history, recorded_at, changed_at)
SELECT *, $13, $13 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::text[], $6::date[],
    $7::date[], $8::date[], $9::date[], $10::date[], $11::float8[], $12::jsonb[])
ON CONFLICT (id) DO UPDATE SET
    labour_market_at_registration = excluded.labour_market_at_registration,
    open_since = excluded.open_since, rejoined_on = excluded.rejoined_on,
    suspended_on = excluded.suspended_on, last_contact_on = excluded.last_contact_on,
    last_activity_on = excluded.last_activity_on, activity_hours = excluded.activity_hours,
    history = excluded.history, changed_at = excluded.changed_at
"""
_ACHIEVEMENTS = """
INSERT INTO achievement (enrolment_id, provider, id, kind, achieved_on, evidence, cqfw_level, led_to,
                         recorded_on, recorded_at)
SELECT *, $10 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::text[],
                          $7::smallint[], $8::uuid[], $9::date[])
"""
_END_CLAIMS = """
UPDATE claim SET withdrawn_at = $3, withdrawn_because = ended.reason
FROM unnest($1::uuid[], $2::text[]) AS ended (id, reason) WHERE claim.id = ended.id
"""
_CLAIMS = """
INSERT INTO claim (id, enrolment_id, participant, provider, programme, cell, category, decision, part, level,
                   rule, dates, evidence, achievement, counted_on, decided_at, withdrawn_at,
                   withdrawn_because)
SELECT made.id, e.id, made.participant, e.provider, e.programme, e.cell, category, decision::verdict, part,
       level, rule, dates, evidence, achievement, counted_on, $14::timestamptz,
       CASE WHEN reason IS NOT NULL THEN $14::timestamptz END,
       reason
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::smallint[],
            $8::text[], $9::jsonb[], $10::text[], $11::uuid[], $12::date[], $13::text[])
     AS made (id, enrolment_id, participant, category, decision, part, level, rule, dates, evidence,
              achievement, counted_on, reason)
JOIN enrolment e ON e.id = made.enrolment_id
"""
_FINDINGS = """
INSERT INTO finding (enrolment_id, rule, provider, cell, since, about, recorded_at)
SELECT e.id, rule, e.provider, e.cell, since,
       coalesce(ARRAY(SELECT jsonb_array_elements_text(about)), '{}'), $5
FROM unnest($1::uuid[], $2::text[], $3::date[], $4::jsonb[]) AS found (enrolment_id, rule, since, about)
JOIN enrolment e ON e.id = found.enrolment_id
ON CONFLICT (enrolment_id, rule) DO UPDATE SET since = excluded.since, about = excluded.about
"""
_MENDED = """
DELETE FROM finding USING unnest($1::uuid[], $2::text[]) AS mended (enrolment_id, rule)
WHERE finding.enrolment_id = mended.enrolment_id AND finding.rule = mended.rule
"""


async def save(connection: asyncpg.Connection, dossiers: Sequence[CaseFile], *, at: datetime) -> None:
    """`at` is when we were told."""
    changed = [each for each in dossiers if each.enrolment is not each.loaded]
    await save_enrolments(connection, changed)
    await _all(connection, _RECORDS, map(_record, (each.enrolment for each in changed)), at)
    await save_forms(connection, changed)
    await _all(connection, _ACHIEVEMENTS, _achievements(dossiers), at)
    await _all(connection, _END_CLAIMS, _ended(dossiers), at)
    await _all(connection, _CLAIMS, _claims(dossiers), at)
    await _all(connection, _MENDED, ((each.enrolment.id, rule) for each in dossiers for rule in each.mended))
    await _all(connection, _FINDINGS, _findings(dossiers), at)


async def _all(
    connection: asyncpg.Connection, statement: str, rows: Iterable[tuple[Any, ...]], *more: Any
) -> None:
    """Run a statement over rows, as one array per column; not at all over none."""
    columns = tuple(zip(*rows, strict=True))
    if columns:
        await connection.execute(statement, *columns, *more)


def _record(enrolment: Enrolment) -> tuple[Any, ...]:
    return (
        enrolment.id,
        enrolment.participant,
        enrolment.provider,
        enrolment.registration_recorded_on,
        enrolment.labour_market,
        enrolment.open_since,
        enrolment.rejoined_on,
        enrolment.suspended_on,
        enrolment.last_contact_on,
        enrolment.last_activity_on,
        enrolment.activity_hours,
        history.written(enrolment),
    )


def _achievements(dossiers: Iterable[CaseFile]) -> Iterable[tuple[Any, ...]]:
    for dossier in dossiers:
        id, provider = dossier.enrolment.id, dossier.enrolment.provider
        for won in dossier.achieved:
            what = (won.kind, won.achieved_on, won.evidence, won.cqfw_level, won.led_to, won.recorded_on)
            yield id, provider, won.id, *what


def _ended(dossiers: Iterable[CaseFile]) -> Iterable[tuple[Any, ...]]:
    """Those that stood before; one that was made and ended at once is written down as ended."""
    for dossier in dossiers:
        if dossier.ended:
            made = {each.id for each in dossier.made}
            yield from ((id, reason) for id, reason in dossier.ended.items() if id not in made)


def _claims(dossiers: Iterable[CaseFile]) -> Iterable[tuple[Any, ...]]:
    for dossier in dossiers:
        enrolment = dossier.enrolment
        for each in dossier.made:
            made = each.decision
            yield (
                *(each.id, enrolment.id, enrolment.participant, made.category, made.verdict, made.part),
                *(made.level, made.rule, orjson.dumps(dict(made.dates)).decode(), made.evidence),
                *(made.achievement, made.counted_on, dossier.ended.get(each.id)),
            )


def _findings(dossiers: Iterable[CaseFile]) -> Iterable[tuple[Any, ...]]:
    for dossier in dossiers:
        for each in dossier.found:
            yield dossier.enrolment.id, each.rule, each.since, orjson.dumps(each.about).decode()
