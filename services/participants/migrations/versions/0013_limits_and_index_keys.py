"""The processing of a person can be restricted, and a legal hold keeps them from being erased; and the key by
which NI numbers are found has versions."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE processing_limit (
            id uuid PRIMARY KEY, participant_id uuid NOT NULL, provider uuid NOT NULL, kind text NOT NULL,
            reason text NOT NULL, until date, placed_by text NOT NULL, placed_at timestamptz NOT NULL,
            lifted_by text, lifted_at timestamptz
        );
        CREATE UNIQUE INDEX processing_limit_stands_once ON processing_limit (participant_id, kind)
            WHERE lifted_at IS NULL;
        CREATE INDEX reading_behind_glass ON reading (read_at) WHERE purpose LIKE 'break-glass:%';
        ALTER TABLE participant ADD COLUMN restricted_until date;
        ALTER TABLE enrolment ADD COLUMN restricted_until date;
    """)
    execute_sql("""
        CREATE TABLE index_key (version int PRIMARY KEY);
        INSERT INTO index_key VALUES (1);
        -- the reference keeps a version in use from being retired, and a retired one from being written
        ALTER TABLE participant ADD COLUMN ni_index_version int REFERENCES index_key;
        SELECT set_config('dolen.role', 'system', true);
        UPDATE participant SET ni_index_version = 1 WHERE ni_index IS NOT NULL;
        SELECT set_config('dolen.role', '', true);
        CREATE INDEX participant_ni_version ON participant (ni_index_version, provider)
            WHERE ni_index_version IS NOT NULL;
    """)
    own = may("participants.limit", "participants.read", "participants.erase", scope="organisation")
    enable_row_security("processing_limit", f"{own} AND provider = {ORGANISATION}")
    grant_to_application("participants_app")
