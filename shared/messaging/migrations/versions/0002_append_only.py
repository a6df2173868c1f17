"""Makes the log append-only for the application, which adds facts and reads them, and changes none."""

from shared.migrations.runner import execute_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_sql("""
        REVOKE ALL ON log, log_head FROM bus_app;
        GRANT SELECT, INSERT ON log TO bus_app;
        -- a head says which offset comes next, and moves on with every append
        GRANT SELECT, INSERT, UPDATE (next_offset) ON log_head TO bus_app;
    """)
