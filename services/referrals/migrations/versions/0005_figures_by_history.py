"""Figures as of a date follow the moves of a referral: each row of the history holds the state that a move
led to, and the days on which it held."""

from datetime import date, timedelta

import holidays
from alembic import op
from sqlalchemy import text

from shared.migrations.runner import execute_sql

revision = "0005"
down_revision = "0004"

_DAYS = 10
"""Working days to a decision, for every referral made until now."""


def upgrade() -> None:
    # the owner is bound by row-level security as well
    execute_sql("SELECT set_config('dolen.role', 'system', true)")
    execute_sql("""
        ALTER TABLE referral ADD COLUMN into_work_on date;
        -- the day was not kept apart: it is that of the last move at the latest
        UPDATE referral SET into_work_on = moved_on WHERE into_work;
        ALTER TABLE referral DROP COLUMN into_work;
        ALTER TABLE referral_history
            ADD COLUMN programme text, ADD COLUMN source text, ADD COLUMN made_on date,
            ADD COLUMN superseded_on date, ADD COLUMN decision_due date, ADD COLUMN decided_on date,
            ADD COLUMN registered_on date, ADD COLUMN left_on date, ADD COLUMN into_work_on date;
        UPDATE referral_history AS move SET
            programme = referral.programme, source = referral.source, made_on = referral.made_on,
            decision_due = referral.decision_due, decided_on = referral.decided_on,
            registered_on = referral.registered_on, left_on = referral.left_on,
            into_work_on = referral.into_work_on
        FROM referral WHERE referral.id = move.referral_id;
        UPDATE referral_history AS move SET superseded_on = later.first
        FROM (SELECT earlier.referral_id, earlier.version, min(after.happened_on) AS first
              FROM referral_history AS earlier JOIN referral_history AS after
                ON after.referral_id = earlier.referral_id AND after.version > earlier.version
              GROUP BY 1, 2) AS later
        WHERE move.referral_id = later.referral_id AND move.version = later.version;
    """)
    _set_earlier_deadlines()
    execute_sql("""
        ALTER TABLE referral_history
            ALTER COLUMN programme SET NOT NULL, ALTER COLUMN source SET NOT NULL,
            ALTER COLUMN made_on SET NOT NULL, ALTER COLUMN decision_due SET NOT NULL;
        CREATE INDEX referral_history_lot ON referral_history (lot, happened_on);
        CREATE INDEX referral_history_provider ON referral_history (provider, happened_on);
        CREATE INDEX referral_history_referrer ON referral_history (referrer, happened_on);
        -- counts are taken from the history, in which nobody is named: to read and never to write
        DROP POLICY counts ON referral;
        DROP INDEX referral_lot;
        CREATE POLICY counts ON referral_history FOR SELECT USING (
            (SELECT dolen_role() = 'wg')
            OR ((SELECT dolen_role() = 'apb') AND lot = ANY((SELECT dolen_lots())::text[]))
        );
    """)
    execute_sql("SELECT set_config('dolen.role', '', true)")


def _set_earlier_deadlines() -> None:
    """Give moves before a redirection or an answer, which begin the time anew, a deadline of their own."""
    connection = op.get_bind()
    begun = """
        SELECT move.referral_id, move.version, start.happened_on
        FROM referral_history AS move
        JOIN LATERAL (
            SELECT happened_on, version FROM referral_history AS earlier
            WHERE earlier.referral_id = move.referral_id AND earlier.version <= move.version
              AND earlier.status IN ('received', 'redirected')
            ORDER BY earlier.version DESC LIMIT 1
        ) AS start ON true
        WHERE EXISTS (
            SELECT FROM referral_history AS later
            WHERE later.referral_id = move.referral_id AND later.version > move.version
              AND later.status IN ('received', 'redirected')
        )
    """
    for referral, version, start in connection.execute(text(begun)).all():
        connection.execute(
            text(
                "UPDATE referral_history SET decision_due = :due"
                " WHERE referral_id = :referral AND version = :version"
            ),
            {"due": _due(start), "referral": referral, "version": version},
        )


def _due(start: date) -> date:
    closed = holidays.country_holidays("GB", subdiv="WLS", years=(start.year, start.year + 1))
    day, remaining = start, _DAYS
    while remaining:
        day += timedelta(days=1)
        remaining -= day.weekday() < 5 and day not in closed
    return day
