"""A database that is in use is brought to its new shape with what is in it."""

import asyncio
from pathlib import Path
from uuid import UUID

import asyncpg
from alembic import command

from deploy import databases
from services.participants.domain.mentor import mentor_id
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
    await asyncio.to_thread(upgrade, FOLDER, url)
    rows = await in_use.fetch("SELECT id, provider, reference FROM mentor")
    assert [tuple(row) for row in rows] == [(mentor_id(provider, "M-7"), provider, "M-7")]
    assert await in_use.fetchval("SELECT count(*) FROM enrolment") == 3
    await in_use.close()
