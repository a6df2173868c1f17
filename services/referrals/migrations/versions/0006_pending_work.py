"""News of work waits for the registration that it overtook."""

from shared.migrations.row_security import enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE pending_work (
            enrolment_id uuid PRIMARY KEY, achieved_on date NOT NULL, recorded_at timestamptz NOT NULL
        );
    """)
    enable_row_security("pending_work", "false")
    grant_to_application("referrals_app")
