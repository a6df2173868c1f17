"""Saves the soft outcomes of the last exit, packed (`domain/soft_outcomes.py`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.domain.soft_outcomes import PACKS, pack
from services.outcomes.store import changes
from services.outcomes.tables import SoftOutcomeRow


async def save(connection: asyncpg.Connection, case_files: Sequence[CaseFile], *, at: datetime) -> None:
    """Somebody who came back has none until they leave again; what was answered before stays in the
    history."""
    changed = [
        each for each in case_files if each.enrolment.exit is not (each.loaded.exit if each.loaded else None)
    ]
    answered, rows, gone = [], [], []
    for each in changed:
        row = None if each.is_withdrawn else _row(each.enrolment)
        if row is None:
            gone.append(each)
        else:
            answered.append(each.cause)
            rows.append(row)
    ids, causes = [each.enrolment.id for each in gone], [each.cause for each in gone]
    await changes.delete(connection, SoftOutcomeRow, ids, causes, at=at)
    await changes.upsert(connection, SoftOutcomeRow, rows, answered, at=at)


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
