"""Reads whole what figures are counted from, with the words that its keys stand for."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

_COUNTED: Final = """
SELECT to_jsonb(enrolment) - ARRAY['cell', 'profile', 'situation'] || jsonb_build_object(
           'operation', to_jsonb(cell), 'profile', to_jsonb(profile), 'situation', to_jsonb(situation)
       ) AS whole
FROM enrolment JOIN cell ON cell.id = enrolment.cell JOIN profile ON profile.id = enrolment.profile
               JOIN situation ON situation.id = enrolment.situation
WHERE enrolment.id = ANY($1::uuid[]) ORDER BY enrolment.id
"""


async def counted_rows(connection: asyncpg.Connection, enrolments: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read the rows of enrolments as JSON has them."""
    return [row["whole"] for row in await connection.fetch(_COUNTED, enrolments)]
