"""Partners, referrals, their history, and who was told who a person is."""

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
        CREATE TABLE partner (
            id uuid PRIMARY KEY, name text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('referrer', 'provider')), source text, lots text[] NOT NULL
        );
        CREATE INDEX partner_lots ON partner USING gin (lots) WHERE kind = 'provider';
        CREATE TABLE referral (
            id uuid PRIMARY KEY, reference text NOT NULL UNIQUE, programme text NOT NULL,
            referrer uuid NOT NULL REFERENCES partner, provider uuid NOT NULL REFERENCES partner,
            lot text NOT NULL, source text NOT NULL, made_on date NOT NULL, received_at timestamptz NOT NULL,
            decision_due date NOT NULL, decision_rule text NOT NULL, status text NOT NULL,
            moved_on date NOT NULL, decided_on date, decline jsonb, questions text, withdrawn_by text,
            stage text NOT NULL, registered_on date, left_on date,
            may_share_work boolean NOT NULL, into_work boolean, enrolment_id uuid, ni_index bytea,
            person bytea NOT NULL, story bytea NOT NULL, version int NOT NULL
        );
        CREATE INDEX referral_of_referrer ON referral (referrer, id);
        CREATE INDEX referral_of_provider ON referral (provider, id);
        CREATE INDEX referral_enrolment ON referral (enrolment_id) WHERE enrolment_id IS NOT NULL;
        CREATE TABLE referral_history (
            referral_id uuid NOT NULL REFERENCES referral, version int NOT NULL, referrer uuid NOT NULL,
            provider uuid NOT NULL, status text NOT NULL, lot text NOT NULL, happened_on date NOT NULL,
            "by" text NOT NULL, recorded_at timestamptz NOT NULL,
            PRIMARY KEY (referral_id, version)
        );
        CREATE TABLE person_read (
            id uuid PRIMARY KEY, referral_id uuid NOT NULL REFERENCES referral, provider uuid NOT NULL,
            reader text NOT NULL, purpose text NOT NULL, read_at timestamptz NOT NULL
        );
    """)
    own = f"({ROLE} = 'referrer' AND referrer = {ORGANISATION})"
    asked = f"({ROLE} IN ('lead', 'provider') AND provider = {ORGANISATION})"
    enable_row_security("referral", f"{own} OR {asked} OR {ROLE} = 'service'")
    enable_row_security("referral_history", f"{own} OR {asked}")
    enable_row_security("person_read", f"{asked} OR {ROLE} = 'service'")
    grant_to_application("referrals_app")
