"""A provider's system is told what fell due of its enrolments, in order."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE change (
            id uuid PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY,
            xid xid8 NOT NULL DEFAULT pg_current_xact_id(), provider uuid NOT NULL,
            enrolment_id uuid NOT NULL, rule text NOT NULL, due_on date NOT NULL,
            recorded_at timestamptz NOT NULL,
            UNIQUE (enrolment_id, rule, due_on)
        );
        CREATE INDEX change_of_provider ON change (provider, xid, seq);
    """)
    own = may("participants.limit", "participants.read", "participants.erase", scope="organisation")
    enable_row_security("change", f"{own} AND provider = {ORGANISATION}")
    grant_to_application("participants_app")
