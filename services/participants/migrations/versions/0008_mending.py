"""Records have versions and a place in the order in which they came; corrections of people are kept.

Where records that were kept before came in one batch, their place follows the order of their rows."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE enrolment ADD COLUMN restatement int NOT NULL DEFAULT 0;
        ALTER TABLE record ADD COLUMN place bigint GENERATED ALWAYS AS IDENTITY;
        CREATE TABLE record_version (
            id uuid PRIMARY KEY, record_id uuid NOT NULL REFERENCES record, enrolment_id uuid NOT NULL,
            provider uuid NOT NULL, number int NOT NULL, happened_at timestamptz NOT NULL,
            answers bytea NOT NULL, missing jsonb NOT NULL, is_withdrawn boolean NOT NULL,
            said bytea NOT NULL, recorded_at timestamptz NOT NULL, recorded_by text NOT NULL,
            UNIQUE (record_id, number)
        );
        CREATE INDEX record_version_enrolment ON record_version (enrolment_id);
        CREATE TABLE person_correction (
            record_id uuid PRIMARY KEY REFERENCES record, participant_id uuid NOT NULL,
            provider uuid NOT NULL, old bytea NOT NULL, new bytea NOT NULL
        );
        CREATE INDEX person_correction_participant ON person_correction (participant_id);
    """)
    supports = may("participants.read", "participants.post-events", scope="organisation")
    for table in ("record_version", "person_correction"):
        enable_row_security(table, f"({supports} AND provider = {ORGANISATION})")
    grant_to_application("participants_app")
