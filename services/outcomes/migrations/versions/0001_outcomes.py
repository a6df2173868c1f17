"""What is counted, in narrow tables, and beside them what is known of each enrolment, its achievements,
claims and findings.

A figure is one scan of a narrow table, and its cost is the width of a row and what is compared row by row.
So an enrolment names its operation and lot, and what its person is like, by small keys of rows that many
share: a million enrolments are counted by key, and the words are looked up for what is left."""

from shared.migrations.event_tables import create_event_tables
from shared.migrations.row_security import (
    ORGANISATION,
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
        CREATE TYPE exit_kind AS ENUM ('planned', 'unplanned');
        CREATE TYPE verdict AS ENUM ('claimed', 'refused');
        CREATE TABLE cell (
            id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, programme text NOT NULL,
            esf_area text NOT NULL, strand text NOT NULL, lot text NOT NULL,
            UNIQUE (programme, esf_area, strand, lot)
        );
        CREATE TABLE profile (
            id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gender text NOT NULL,
            ethnicity text NOT NULL, condition text NOT NULL, qualification text NOT NULL,
            labour_market text NOT NULL,
            UNIQUE (gender, ethnicity, condition, qualification, labour_market)
        );
        CREATE TABLE situation (
            id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, single_adult_household text NOT NULL,
            jobless_household text NOT NULL, homeless text NOT NULL, dependent_children text NOT NULL,
            primary_carer text NOT NULL, work_limiting_condition text NOT NULL, disability text NOT NULL,
            UNIQUE (single_adult_household, jobless_household, homeless, dependent_children, primary_carer,
                    work_limiting_condition, disability)
        );
        CREATE TABLE enrolment (
            id uuid PRIMARY KEY, provider uuid NOT NULL, programme text NOT NULL,
            cell smallint NOT NULL REFERENCES cell, profile smallint NOT NULL REFERENCES profile,
            situation smallint NOT NULL REFERENCES situation, registered_on date NOT NULL,
            -- the day somebody left, or the day we were told of it where that is all there is
            exit_on date, left_on date, exit_kind exit_kind
        ) WITH (fillfactor = 90);
        -- without them the planner expects so many groups that it would scan with one process alone
        CREATE STATISTICS enrolment_stays (ndistinct) ON cell, exit_kind, (left_on - registered_on)
            FROM enrolment;
        CREATE STATISTICS enrolment_profiles (ndistinct) ON cell, profile FROM enrolment;
        CREATE TABLE soft_outcome (
            enrolment_id uuid PRIMARY KEY, provider uuid NOT NULL, programme text NOT NULL,
            registered_on date NOT NULL, exit_on date NOT NULL, asked_on date,
            -- the thirteen answers of form P4-1, four to a number (store/forms.py)
            first smallint NOT NULL, second smallint NOT NULL, third smallint NOT NULL,
            fourth smallint NOT NULL
        );
        CREATE TABLE record (
            id uuid PRIMARY KEY, participant uuid NOT NULL, provider uuid NOT NULL,
            registration_recorded_on date NOT NULL, labour_market_at_registration text NOT NULL,
            open_since date NOT NULL, rejoined_on date, suspended_on date,
            last_contact_on date, last_activity_on date, activity_hours float8 NOT NULL,
            history jsonb NOT NULL, recorded_at timestamptz NOT NULL, changed_at timestamptz NOT NULL
        ) WITH (fillfactor = 80);
        CREATE INDEX record_participant ON record (participant);
        CREATE TABLE achievement (
            id uuid PRIMARY KEY, enrolment_id uuid NOT NULL, provider uuid NOT NULL, kind text NOT NULL,
            achieved_on date NOT NULL, evidence text NOT NULL, cqfw_level smallint, led_to uuid,
            recorded_on date NOT NULL, recorded_at timestamptz NOT NULL
        );
        CREATE INDEX achievement_enrolment ON achievement (enrolment_id);
        CREATE TABLE claim (
            id uuid PRIMARY KEY, enrolment_id uuid NOT NULL, participant uuid NOT NULL,
            provider uuid NOT NULL, programme text NOT NULL, cell smallint NOT NULL REFERENCES cell,
            category text NOT NULL, decision verdict NOT NULL, counted_on date, withdrawn_at timestamptz,
            part text, level smallint, rule text NOT NULL, dates jsonb NOT NULL, evidence text,
            achievement uuid, decided_at timestamptz NOT NULL, withdrawn_because text,
            CHECK ((decision = 'claimed') = (counted_on IS NOT NULL))
        );
        CREATE INDEX claim_enrolment ON claim (enrolment_id);
        CREATE INDEX claim_participant ON claim (participant);
        CREATE UNIQUE INDEX claim_stands_once ON claim (enrolment_id, category) WHERE withdrawn_at IS NULL;
        CREATE TABLE finding (
            enrolment_id uuid NOT NULL, rule text NOT NULL, provider uuid NOT NULL,
            cell smallint NOT NULL REFERENCES cell, since date NOT NULL, about text[] NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (enrolment_id, rule)
        ) WITH (fillfactor = 80);
        CREATE INDEX finding_rule ON finding (rule, enrolment_id);
        CREATE TABLE waiting (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, enrolment_id uuid NOT NULL,
            type text NOT NULL, data bytea NOT NULL, recorded_at timestamptz NOT NULL
        );
        CREATE INDEX waiting_enrolment ON waiting (enrolment_id);
    """)
    # Each part is a truth value of its own, worked out once a statement: nothing but the provider is
    # compared row by row.
    everybodys = "(SELECT dolen_role() = 'wg')"
    own = f"((SELECT dolen_role() IN ('lead', 'provider')) AND provider = {ORGANISATION})"
    for table in ("enrolment", "soft_outcome", "record", "achievement", "claim", "finding"):
        enable_row_security(table, f"{everybodys} OR {own}")
    enable_row_security("waiting", "false")
    grant_to_application("outcomes_app")
