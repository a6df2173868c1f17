"""Moves that never were are marked, and work is kept by who told of it.

Of work that was told before, it cannot be said whether the provider recorded it or a placement began: it is
taken for recorded, as most of it is."""

from alembic import op
from sqlalchemy import text

from shared.migrations.row_security import make_append_only
from shared.migrations.runner import execute_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE referral_history ADD COLUMN voided_at timestamptz;
        ALTER TABLE referral ADD COLUMN work_recorded_on date, ADD COLUMN placed_on date;
    """)
    make_append_only("referrals_app", "referral_history", but="superseded_on, voided_at")
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    database.execute(
        text("UPDATE referral SET work_recorded_on = into_work_on WHERE into_work_on IS NOT NULL")
    )
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
