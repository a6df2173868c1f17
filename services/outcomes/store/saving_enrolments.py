"""Saves what figures are counted from."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.tables import CELL, PROFILE, SITUATION

_COLUMNS = (*CELL, *PROFILE, *SITUATION)
_ENROLMENTS = f"""
INSERT INTO enrolment (id, provider, programme, cell, profile, situation, registered_on, exit_on, left_on,
                       exit_kind)
SELECT told.id, told.provider, programme, cell.id, profile.id, situation.id, registered_on, exit_on, left_on,
       exit_kind::exit_kind
FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[], $5::date[], $6::text[],
            {", ".join(f"${place}::text[]" for place, _ in enumerate(_COLUMNS, 7))})
     AS told (id, provider, registered_on, exit_on, left_on, exit_kind, {", ".join(_COLUMNS)})
JOIN cell USING ({", ".join(CELL)})
JOIN profile USING ({", ".join(PROFILE)})
JOIN situation USING ({", ".join(SITUATION)})
ON CONFLICT (id) DO UPDATE SET
    profile = excluded.profile, situation = excluded.situation, exit_on = excluded.exit_on,
    left_on = excluded.left_on, exit_kind = excluded.exit_kind
"""  # noqa: S608  (names of columns, from above)


async def save_enrolments(connection: asyncpg.Connection, dossiers: Sequence[CaseFile]) -> None:
    """What is counted of an enrolment, if it changed; a fact that changes nothing of it leaves no trace in
    the tables that figures scan."""
    rows = [
        row
        for each in dossiers
        for row in (_counted(each.enrolment),)
        if each.loaded is None or row != _counted(each.loaded)
    ]
    if rows:
        for table, names in (("cell", CELL), ("profile", PROFILE), ("situation", SITUATION)):
            first = 6 + _COLUMNS.index(names[0])
            shared = {row[first : first + len(names)] for row in rows}
            await connection.execute(_shared(table, names), *zip(*shared, strict=True))
        await connection.execute(_ENROLMENTS, *zip(*rows, strict=True))


def _shared(table: str, names: Sequence[str]) -> str:
    """Adds the combinations that are not there yet. A key is asked for only by one that is really added:
    there are no more than 32,767."""
    columns = ", ".join(names)
    same = " AND ".join(f"{table}.{name} = told.{name}" for name in names)
    arrays = ", ".join(f"${place}::text[]" for place, _ in enumerate(names, 1))
    return f"""
        INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays}) AS told ({columns})
        WHERE NOT EXISTS (SELECT FROM {table} WHERE {same}) ON CONFLICT DO NOTHING
    """  # noqa: S608


def _counted(enrolment: Enrolment) -> tuple[Any, ...]:
    left, traits = enrolment.exit, enrolment.characteristics
    return (
        enrolment.id,
        enrolment.provider,
        enrolment.registered_on,
        (left.left_on or left.recorded_on) if left else None,
        left.left_on if left else None,
        left.kind if left else None,
        *(getattr(enrolment, name) for name in CELL),
        *(getattr(traits, name) for name in PROFILE),
        *(getattr(traits, name) for name in SITUATION),
    )
