"""Every person has a data key, under which what tells of them is sealed, stored answers and the references of
mentors included; and somebody can be erased."""

from shared.migrations.event_tables import seal_stored_answers
from shared.migrations.key_tables import create_key_tables
from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    seal_stored_answers()
    create_key_tables("participants_app", sealed={"participant": "identity", "record": "answers"})
    # a mentor is a person as well: their reference can be a name
    execute_sql("""
        ALTER TABLE enrolment ALTER COLUMN mentor TYPE uuid USING NULL;
        TRUNCATE mentor;
        ALTER TABLE mentor DROP CONSTRAINT mentor_provider_reference_key;
        ALTER TABLE mentor ALTER COLUMN reference TYPE bytea USING NULL;
        CREATE INDEX enrolment_mentor ON enrolment (mentor) WHERE mentor IS NOT NULL AND status <> 'closed';
    """)
    execute_sql("""
        CREATE TABLE erasure (
            participant_id uuid PRIMARY KEY, provider uuid NOT NULL, reason text NOT NULL,
            erased_by text NOT NULL, erased_at timestamptz NOT NULL
        );
    """)
    own = f"{may('participants.erase', scope='organisation')} AND provider = {ORGANISATION}"
    enable_row_security("erasure", own)
    grant_to_application("participants_app")
