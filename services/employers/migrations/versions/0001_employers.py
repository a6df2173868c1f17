"""Employers and who to speak to there, opportunities, placements with their history, and who takes part."""

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


def upgrade() -> None:
    create_context_functions()
    create_event_tables()
    execute_sql("""
        CREATE TABLE employer (
            id uuid PRIMARY KEY, name text NOT NULL, company_number text, sector text NOT NULL,
            sector_scheme text NOT NULL, sites jsonb NOT NULL, lots text[] NOT NULL,
            willing_substance_misuse text NOT NULL, willing_mental_health text NOT NULL,
            disclosure_policy text, aware_since date, banked_by uuid NOT NULL, banked_at timestamptz NOT NULL,
            last_contacted_on date, version int NOT NULL
        );
        CREATE INDEX employer_lots ON employer USING gin (lots);
        CREATE TABLE employer_contact (
            employer_id uuid PRIMARY KEY REFERENCES employer, people bytea NOT NULL
        );
        CREATE TABLE employer_engagement (
            id uuid PRIMARY KEY, employer_id uuid NOT NULL REFERENCES employer, provider uuid NOT NULL,
            "on" date NOT NULL, kind text NOT NULL, note bytea NOT NULL, "by" text NOT NULL,
            recorded_at timestamptz NOT NULL
        );
        CREATE INDEX engagement_of_employer ON employer_engagement (employer_id, id);
        CREATE TABLE opportunity (
            id uuid PRIMARY KEY, employer_id uuid NOT NULL REFERENCES employer, opened_by uuid NOT NULL,
            opened_at timestamptz NOT NULL, lot text NOT NULL, kind text NOT NULL, role text NOT NULL,
            soc_major_group int NOT NULL CHECK (soc_major_group BETWEEN 1 AND 9),
            places int NOT NULL, filled int NOT NULL, starts_on date, ends_on date,
            hours_per_week double precision, requirements text[] NOT NULL, ring_fenced boolean NOT NULL,
            closes_on date, closed_on date, close_reason text, closed_at timestamptz, version int NOT NULL,
            CHECK (filled BETWEEN 0 AND places)
        );
        CREATE INDEX opportunity_lot ON opportunity (lot, id);
        CREATE TABLE placement (
            id uuid PRIMARY KEY, opportunity_id uuid NOT NULL REFERENCES opportunity,
            employer_id uuid NOT NULL REFERENCES employer, enrolment_id uuid NOT NULL,
            participant_id uuid NOT NULL, provider uuid NOT NULL, kind text NOT NULL,
            proposed_on date NOT NULL, recorded_at timestamptz NOT NULL, status text NOT NULL,
            started_on date, completed_on date, hours double precision, ended_on date, ended_by text,
            ended_because bytea, version int NOT NULL,
            -- with the provider, or one provider would learn of a person whom another one proposed
            UNIQUE (opportunity_id, provider, participant_id)
        );
        CREATE INDEX placement_of_provider ON placement (provider, id);
        CREATE TABLE placement_history (
            placement_id uuid NOT NULL REFERENCES placement, version int NOT NULL, provider uuid NOT NULL,
            status text NOT NULL, happened_on date NOT NULL, "by" text NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (placement_id, version)
        );
        CREATE TABLE known_participant (
            enrolment_id uuid PRIMARY KEY, participant_id uuid NOT NULL, provider uuid NOT NULL,
            lot text NOT NULL, registered_on date NOT NULL, is_open boolean NOT NULL, left_on date
        );
        CREATE INDEX known_participant_of_provider ON known_participant (provider, participant_id);
    """)
    staff = f"{ROLE} IN ('lead', 'provider')"
    own = f"{staff} AND provider = {ORGANISATION}"
    enable_row_security("employer_contact", staff)
    enable_row_security("employer_engagement", staff)
    enable_row_security("placement", own)
    enable_row_security("placement_history", own)
    enable_row_security("known_participant", own)
    grant_to_application("employers_app")
