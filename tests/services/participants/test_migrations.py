"""A database that is in use is brought to its new shape with what is in it."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import asyncpg
from alembic import command

from deploy import databases
from shared.migrations.runner import config, upgrade
from tests.conftest import Database

FOLDER = Path("services/participants/migrations")
ADD_ENROLMENT = """
WITH person AS (
    INSERT INTO participant (id, provider, reference, identity, recorded_at)
    VALUES (gen_random_uuid(), $1, $2, '', now()) RETURNING id
)
INSERT INTO enrolment (id, participant_id, provider, reference, programme, lot, local_authority, esf_area,
                       strand, registered_on, eligible, eligibility_reasons, shares_work_outcome, status,
                       characteristics, missing, mentor, plan_version, has_wheel, has_left, updated_at)
SELECT gen_random_uuid(), id, $1, $2, 'oows', 'Powys', 'W06000023', 'East Wales',
       '25+', '2017-03-10', 'yes', '[]', false, 'open', '{}', '{}', $3, 0, false, false, now() FROM person
"""


async def test_those_who_are_mentors_already_are_known_after_the_migration(database: Database) -> None:
    await databases.add(database.server, "participants_in_use", like="participants")
    url = database.run_config.database_url("participants_owner", "participants_in_use")
    await asyncio.to_thread(command.upgrade, config(FOLDER, url), "0004")
    provider = UUID(int=1)
    in_use = await asyncpg.connect(f"{database.server}/participants_in_use")
    for subject, mentor in {"A1": "M-7", "A2": "M-7", "A3": None}.items():
        await in_use.execute(ADD_ENROLMENT, provider, subject, mentor)
    await asyncio.to_thread(command.upgrade, config(FOLDER, url), "0005")
    rows = await in_use.fetch("SELECT id, provider, reference FROM mentor")
    assert [tuple(row) for row in rows] == [(uuid5(provider, "mentor/M-7"), provider, "M-7")]
    assert await in_use.fetchval("SELECT count(*) FROM enrolment") == 3
    await in_use.close()


ADD_BEFORE_DUE = """
WITH person AS (
    INSERT INTO participant (id, provider, reference, identity)
    VALUES (gen_random_uuid(), $1, $2, '') RETURNING id
)
INSERT INTO enrolment (id, participant_id, provider, reference, programme, lot, local_authority, esf_area,
                       strand, registered_on, eligible, eligibility_reasons, shares_work_outcome, status,
                       characteristics, missing, plan_version, has_left, left_on, exit_reason,
                       follow_up_due_on)
SELECT gen_random_uuid(), id, $1, $2, 'oows', 'Powys', 'W06000023', 'East Wales',
       '25+', '2017-03-10', 'yes', '[]', false, 'closed', '{}', '{}', 0, $3::date IS NOT NULL, $3, $4, $5
FROM person RETURNING id
"""
ADD_RECORD = """
INSERT INTO record (id, enrolment_id, provider, kind, fingerprint, happened_at, recorded_at, recorded_by,
                    answers, missing)
VALUES (gen_random_uuid(), $1, $2, $3, '', $4, now(), '', '', '[]')
"""
DUE = "SELECT reference, follow_up_due_on, follow_up_announced FROM enrolment ORDER BY reference"


async def test_what_due_lists_are_made_from_is_told_from_the_columns_that_are_not_sealed(
    database: Database,
) -> None:
    await databases.add(database.server, "participants_before_due", like="participants")
    url = database.run_config.database_url("participants_owner", "participants_before_due")
    await asyncio.to_thread(command.upgrade, config(FOLDER, url), "0006")
    provider, left, later = uuid4(), date(2017, 8, 31), date(2190, 7, 1)
    in_use = await asyncpg.connect(f"{database.server}/participants_before_due")
    seen = await in_use.fetchval(ADD_BEFORE_DUE, provider, "A1", None, None, None)
    for kind, day in (("mentor-allocated", 3), ("contact-recorded", 9), ("contact-recorded", 5)):
        at = datetime(2017, 6, day, 23, 30, tzinfo=UTC)
        await in_use.execute(ADD_RECORD, seen, provider, kind, at)
    await in_use.execute(ADD_BEFORE_DUE, provider, "A2", left, "employment", None)
    await in_use.execute(ADD_BEFORE_DUE, provider, "A3", left, "died", None)
    await in_use.execute(ADD_BEFORE_DUE, provider, "A4", date(2190, 1, 1), "employment", later)
    await asyncio.to_thread(upgrade, FOLDER, url)
    assert [tuple(row) for row in await in_use.fetch(DUE)] == [
        ("A1", None, False), ("A2", date(2018, 2, 28), True), ("A3", None, False), ("A4", later, False),
    ]  # fmt: skip
    kept = "SELECT mentor_since, last_contact_on, last_reached_on FROM enrolment WHERE id = $1"
    (row,) = await in_use.fetch(kept, seen)
    assert tuple(row) == (date(2017, 6, 4), date(2017, 6, 10), None)
    await in_use.close()
