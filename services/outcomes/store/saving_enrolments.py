"""Saves what figures are counted from."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from services.outcomes.domain.dossier import Dossier
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.store.loading import TRAITS

_TYPES = {
    name: name if name in ("gender", "ethnicity", "condition", "qualification", "labour_market") else "answer"
    for name in TRAITS
}
"""The type of each characteristic: five have words of their own, the others are yes-or-no questions."""

_CELLS = """
INSERT INTO cell (programme, esf_area, strand, lot)
SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
       AS named (programme, esf_area, strand, lot)
WHERE NOT EXISTS (
    SELECT FROM cell WHERE cell.programme = named.programme AND cell.esf_area = named.esf_area
                           AND cell.strand = named.strand AND cell.lot = named.lot
)
ON CONFLICT DO NOTHING
"""
_ENROLMENTS = f"""
INSERT INTO enrolment (id, provider, programme, cell, registered_on, exit_on, left_on, exit_kind,
                       {", ".join(TRAITS)})
SELECT told.id, told.provider, told.programme, cell.id, registered_on, exit_on, left_on,
       exit_kind::exit_kind, {", ".join(f"{name}::{_TYPES[name]}" for name in TRAITS)}
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::date[],
            $9::date[], $10::text[], {", ".join(f"${place}::text[]" for place, _ in enumerate(TRAITS, 11))})
     AS told (id, provider, programme, esf_area, strand, lot, registered_on, exit_on, left_on, exit_kind,
              {", ".join(TRAITS)})
JOIN cell USING (programme, esf_area, strand, lot)
ON CONFLICT (id) DO UPDATE SET
    exit_on = excluded.exit_on, left_on = excluded.left_on, exit_kind = excluded.exit_kind,
    {", ".join(f"{name} = excluded.{name}" for name in TRAITS)}
"""  # noqa: S608  (names of columns, from the domain)

INDICATORS = (
    *("own_confidence", "finding_support", "mental_wellbeing", "managing_condition", "maintaining_recovery"),
    *("labour_market_position", "physical_health", "communicating_with_employers"),
    *("communicating_with_institutions", "understanding_benefits", "communicating_with_jobcentre"),
    *("retaining_a_job", "progressing_in_a_job"),
)
"""The columns of a soft-outcome form (form P4-1, handbook 2)."""

_FORMS = f"""
INSERT INTO soft_outcome (enrolment_id, provider, programme, registered_on, exit_on, asked_on,
                          {", ".join(INDICATORS)})
SELECT id, provider, programme, registered_on, exit_on, asked_on,
       {", ".join(f"{name}::change" for name in INDICATORS)}
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::date[], $6::date[],
            {", ".join(f"${place}::text[]" for place, _ in enumerate(INDICATORS, 7))})
     AS told (id, provider, programme, registered_on, exit_on, asked_on, {", ".join(INDICATORS)})
ON CONFLICT (enrolment_id) DO UPDATE SET
    exit_on = excluded.exit_on, asked_on = excluded.asked_on,
    {", ".join(f"{name} = excluded.{name}" for name in INDICATORS)}
"""  # noqa: S608  (names of columns, from above)
_NO_FORMS = "DELETE FROM soft_outcome WHERE enrolment_id = ANY($1)"


async def save_enrolments(connection: asyncpg.Connection, dossiers: Sequence[Dossier]) -> None:
    """What is counted of an enrolment, if it changed; a fact that changes nothing of it leaves no trace in
    the tables that figures scan."""
    rows = [
        row
        for each in dossiers
        for row in (_counted(each.enrolment),)
        if each.loaded is None or row != _counted(each.loaded)
    ]
    if any(each.loaded is None for each in dossiers):
        cells = {row[2:6] for row in rows}
        await connection.execute(_CELLS, *zip(*cells, strict=True))
    if rows:
        await connection.execute(_ENROLMENTS, *zip(*rows, strict=True))


async def save_forms(connection: asyncpg.Connection, dossiers: Sequence[Dossier]) -> None:
    """The soft outcomes of the last exit. Somebody who came back has none until they leave again; what was
    answered before stays in the history."""
    changed = [
        each for each in dossiers if each.enrolment.exit is not (each.loaded.exit if each.loaded else None)
    ]
    rows = [_form(each.enrolment) for each in changed]
    gone = [each.enrolment.id for each, row in zip(changed, rows, strict=True) if row is None]
    told = [row for row in rows if row is not None]
    if gone:
        await connection.execute(_NO_FORMS, gone)
    if told:
        await connection.execute(_FORMS, *zip(*told, strict=True))


def _counted(enrolment: Enrolment) -> tuple[Any, ...]:
    left = enrolment.exit
    return (
        enrolment.id,
        enrolment.provider,
        enrolment.programme,
        enrolment.esf_area,
        enrolment.strand,
        enrolment.lot,
        enrolment.registered_on,
        (left.left_on or left.recorded_on) if left else None,
        left.left_on if left else None,
        left.kind if left else None,
        *(getattr(enrolment.characteristics, name) for name in TRAITS),
    )


def _form(enrolment: Enrolment) -> tuple[Any, ...] | None:
    left = enrolment.exit
    if left is None or not left.soft_outcomes:
        return None
    return (
        enrolment.id,
        enrolment.provider,
        enrolment.programme,
        enrolment.registered_on,
        left.left_on or left.recorded_on,
        left.soft_outcomes_on,
        *(left.soft_outcomes.get(name) for name in INDICATORS),
    )
