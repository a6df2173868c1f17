"""A database that is in use is brought to its new shape with what is in it."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

import asyncpg
from alembic import command

from deploy import databases
from shared.migrations.runner import config
from tests.conftest import Database

FOLDER = Path("services/employers/migrations")
ADD_EMPLOYER = """
INSERT INTO employer (id, name, company_number, sector, sector_scheme, sites, lots, willing_substance_misuse,
                      willing_mental_health, banked_by, banked_at, version)
VALUES ($1, 'Siop', $2, 'G', 'SIC 2007', '[]', '{Powys}', 'yes', 'yes', $1, now(), 1)
"""


async def test_of_a_number_that_was_banked_twice_the_first_entry_keeps_it_and_the_history_tells(
    database: Database,
) -> None:
    await databases.add(database.server, "employers_in_use", like="employers")
    url = database.run_config.database_url("employers_owner", "employers_in_use")
    await asyncio.to_thread(command.upgrade, config(FOLDER, url), "0009")
    in_use = await asyncpg.connect(f"{database.server}/employers_in_use")
    first, again, other, without = (UUID(int=number) for number in range(1, 5))
    for id, number in ((first, "01234567"), (again, "01234567"), (other, "SC000001"), (without, None)):
        await in_use.execute(ADD_EMPLOYER, id, number)
    await asyncio.to_thread(command.upgrade, config(FOLDER, url), "head")
    rows = await in_use.fetch("SELECT id, company_number, version, kind FROM employer ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (first, "01234567", 1, "employer"),
        (again, None, 2, "employer"),
        (other, "SC000001", 1, "employer"),
        (without, None, 1, "employer"),
    ]
    [told] = await in_use.fetch("SELECT employer_id, version, changes FROM employer_history")
    assert (told["employer_id"], told["version"]) == (again, 2)
    assert json.loads(told["changes"]) == [{"field": "company_number", "before": "01234567", "after": None}]
    await in_use.close()
