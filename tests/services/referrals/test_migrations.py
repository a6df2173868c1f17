"""Referrals made before the history held whole states are counted by their dates as well."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command

from shared.migrations.runner import config, upgrade
from tests.conftest import Database

MIGRATIONS = Path(__file__).parents[3] / "services/referrals/migrations"
REFERRER, FIRST, SECOND, REFERRAL = (UUID(int=n) for n in range(1, 5))

BEFORE = f"""
SELECT set_config('dolen.role', 'system', false);
INSERT INTO partner VALUES ('{REFERRER}', 'A prison', 'referrer', 'prison', '{{}}'),
    ('{FIRST}', 'CAIS', 'provider', NULL, '{{North Wales}}'), ('{SECOND}', 'Barod', 'provider', NULL, '{{Powys}}');
INSERT INTO referral (id, reference, programme, referrer, provider, lot, source, made_on, received_at,
    decision_due, decision_rule, status, moved_on, decided_on, stage, may_share_work, person, story, version)
VALUES ('{REFERRAL}', 'R-1', 'oows', '{REFERRER}', '{SECOND}', 'Powys', 'prison', '2018-03-20', now(),
    '2018-04-11', 'oows/decision-within-10-working-days', 'accepted', '2018-04-03', '2018-04-03',
    'not_started', false, '', '', 3);
INSERT INTO referral_history (referral_id, version, referrer, provider, status, lot, happened_on, "by", recorded_at)
VALUES ('{REFERRAL}', 1, '{REFERRER}', '{FIRST}', 'received', 'North Wales', '2018-03-20', '', now()),
    ('{REFERRAL}', 2, '{REFERRER}', '{SECOND}', 'redirected', 'Powys', '2018-03-26', '', now()),
    ('{REFERRAL}', 3, '{REFERRER}', '{SECOND}', 'accepted', 'Powys', '2018-04-03', '', now());
"""  # noqa: E501


@pytest.fixture
def url(database: Database) -> Iterator[str]:
    """A database of the owner's, with nothing in it."""
    name = f"referrals_{uuid4().hex[:8]}"

    async def administer(statement: str) -> None:
        connection = await asyncpg.connect(f"{database.server}/postgres")
        await connection.execute(statement)
        await connection.close()

    asyncio.run(administer(f"CREATE DATABASE {name} OWNER referrals_owner"))
    yield database.run_config.database_url("referrals_owner", name)
    asyncio.run(administer(f"DROP DATABASE {name} WITH (FORCE)"))


def test_the_history_is_given_the_days_and_deadlines_of_each_move(url: str) -> None:
    async def run(statement: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            if statement == BEFORE:
                await connection.execute(statement)
                return []
            await connection.execute("SELECT set_config('dolen.role', 'system', false)")
            rows: list[asyncpg.Record] = await connection.fetch(statement)
            return rows
        finally:
            await connection.close()

    command.upgrade(config(MIGRATIONS, url), "0004")
    asyncio.run(run(BEFORE))
    upgrade(MIGRATIONS, url)
    rows = asyncio.run(
        run(
            "SELECT lot, happened_on, superseded_on, decision_due, source FROM referral_history"
            " ORDER BY version"
        )
    )
    assert [tuple(row) for row in rows] == [
        ("North Wales", date(2018, 3, 20), date(2018, 3, 26), date(2018, 4, 5), "prison"),
        ("Powys", date(2018, 3, 26), date(2018, 4, 3), date(2018, 4, 11), "prison"),
        ("Powys", date(2018, 4, 3), None, date(2018, 4, 11), "prison"),
    ]
