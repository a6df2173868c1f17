"""Saves the soft outcomes of the last exit, packed (`domain/soft_outcomes.py`)."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.domain.soft_outcomes import PACKS, pack
from services.outcomes.tables import SoftOutcomeRow
from shared.persistence.bulk import delete_many, upsert_many


async def save(connection: asyncpg.Connection, case_files: Sequence[CaseFile]) -> None:
    """Somebody who came back has none until they leave again; what was answered before stays in the
    history."""
    changed = [
        each.enrolment
        for each in case_files
        if each.enrolment.exit is not (each.loaded.exit if each.loaded else None)
    ]
    rows = {each.id: _row(each) for each in changed}
    gone = [{"enrolment_id": id} for id, row in rows.items() if row is None]
    await delete_many(connection, SoftOutcomeRow, gone)
    await upsert_many(connection, SoftOutcomeRow, [row for row in rows.values() if row is not None])


def _row(enrolment: Enrolment) -> dict[str, Any] | None:
    left = enrolment.exit
    if left is None or not left.soft_outcomes:
        return None
    return {
        "enrolment_id": enrolment.id,
        "provider": enrolment.provider,
        "programme": enrolment.programme,
        "registered_on": enrolment.registered_on,
        "exit_on": left.left_on or left.recorded_on,
        "asked_on": left.soft_outcomes_on,
        **{column: pack(indicators, left.soft_outcomes) for column, indicators in PACKS.items()},
    }
