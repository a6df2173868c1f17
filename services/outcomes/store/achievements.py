"""Saves what people achieved: recorded as often as it happens, and replaced only by a restatement (handbook
3)."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.tables import AchievementRow
from shared.persistence.bulk import delete_many, insert_many


async def save(connection: asyncpg.Connection, case_files: Sequence[CaseFile], *, at: datetime) -> None:
    gone = [{"id": id} for each in case_files for id in each.no_longer_achieved]
    await delete_many(connection, AchievementRow, gone)
    rows = [
        {**achieved._asdict(), "enrolment_id": each.enrolment.id, "provider": each.enrolment.provider}
        for each in case_files
        for achieved in each.achieved
    ]
    await insert_many(connection, AchievementRow, rows, recorded_at=at)
