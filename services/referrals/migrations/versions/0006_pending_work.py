"""News of work waits for the registration that it overtook."""

from shared.migrations.runner import enable_row_security, execute_sql, grant_to_application

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
