"""People, enrolments, everything recorded about them, and who read who they are."""

from shared.migrations.event_tables import create_event_tables
from shared.migrations.row_security import (
    ORGANISATION,
    ROLE,
    create_context_functions,
    enable_row_security,
    grant_to_application,
)
from shared.migrations.runner import execute_sql

revision = "0001"
down_revision = None

PROTECTED = ("participant", "enrolment", "record", "expected", "placement", "person_read")


def upgrade() -> None:
    create_context_functions()
    create_event_tables()
    execute_sql("""
        CREATE TABLE participant (
            id uuid PRIMARY KEY, provider uuid NOT NULL, reference text NOT NULL, identity bytea NOT NULL,
            ni_index bytea, recorded_at timestamptz NOT NULL,
            UNIQUE (provider, reference)
        );
        CREATE INDEX participant_ni ON participant (ni_index) WHERE ni_index IS NOT NULL;
        CREATE TABLE enrolment (
            id uuid PRIMARY KEY, participant_id uuid NOT NULL REFERENCES participant, provider uuid NOT NULL,
            reference text NOT NULL, programme text NOT NULL, lot text NOT NULL,
            local_authority text NOT NULL, esf_area text NOT NULL, strand text NOT NULL,
            registered_on date NOT NULL, eligible text NOT NULL, eligibility_reasons jsonb NOT NULL,
            referral_id uuid, shares_work_outcome boolean NOT NULL, status text NOT NULL,
            characteristics jsonb NOT NULL, missing jsonb NOT NULL, mentor text, intensity text,
            plan_version int NOT NULL, has_wheel boolean NOT NULL, has_left boolean NOT NULL, left_on date,
            exit_kind text, exit_reason text, follow_up text, follow_up_due_on date,
            updated_at timestamptz NOT NULL,
            UNIQUE (provider, reference, programme)
        ) WITH (fillfactor = 80);
        CREATE INDEX enrolment_participant ON enrolment (participant_id);
        CREATE INDEX enrolment_follow_up ON enrolment (follow_up_due_on) WHERE follow_up_due_on IS NOT NULL;
        CREATE TABLE record (
            id uuid PRIMARY KEY, enrolment_id uuid NOT NULL, provider uuid NOT NULL, kind text NOT NULL,
            fingerprint bytea NOT NULL, happened_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL,
            recorded_by text NOT NULL, answers bytea NOT NULL, missing jsonb NOT NULL
        );
        CREATE INDEX record_enrolment ON record (enrolment_id);
        CREATE TABLE expected (
            referral_id uuid PRIMARY KEY, provider uuid NOT NULL, lot text NOT NULL,
            since timestamptz NOT NULL, status text NOT NULL
        );
        CREATE INDEX expected_of_provider ON expected (provider) WHERE status = 'expected';
        CREATE TABLE placement (
            placement_id uuid PRIMARY KEY, enrolment_id uuid NOT NULL, provider uuid NOT NULL,
            kind text NOT NULL, status text NOT NULL, since date
        );
        CREATE INDEX placement_enrolment ON placement (enrolment_id);
        CREATE TABLE person_read (
            id uuid PRIMARY KEY, participant_id uuid NOT NULL, provider uuid NOT NULL, reader text NOT NULL,
            purpose text NOT NULL, read_at timestamptz NOT NULL
        );
    """)
    for table in PROTECTED:
        enable_row_security(table, f"{ROLE} IN ('provider', 'lead') AND provider = {ORGANISATION}")
    grant_to_application("participants_app")
