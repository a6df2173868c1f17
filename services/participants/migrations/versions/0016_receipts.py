"""Records are counted by the day on which they reached us."""

from shared.migrations.runner import execute_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    execute_sql("CREATE INDEX record_received ON record (provider, recorded_at)")
