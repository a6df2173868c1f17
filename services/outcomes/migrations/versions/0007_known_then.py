"""Keeps what was known then: an insert-only row for each change of what figures are counted from, with both
sides, the instant and the cause; and what a restatement has to know.

What was there before this migration counts as known from its instant."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    execute_sql("""
        CREATE TYPE change_cause AS ENUM ('told', 'told-late', 'amended', 'withdrawn', 'merged');
        ALTER TABLE enrolment ADD COLUMN known_from timestamptz NOT NULL DEFAULT now();
        ALTER TABLE enrolment ALTER COLUMN known_from DROP DEFAULT;
        ALTER TABLE soft_outcome ADD COLUMN known_from timestamptz NOT NULL DEFAULT now();
        ALTER TABLE soft_outcome ALTER COLUMN known_from DROP DEFAULT;
        ALTER TABLE record ADD COLUMN restatement integer NOT NULL DEFAULT 0;
        ALTER TABLE record ALTER COLUMN restatement DROP DEFAULT;
        ALTER TABLE achievement ADD COLUMN placement boolean NOT NULL DEFAULT false;
        ALTER TABLE achievement ALTER COLUMN placement DROP DEFAULT;
        CREATE TABLE enrolment_change (
            enrolment_id uuid NOT NULL, provider uuid NOT NULL, known_at timestamptz NOT NULL,
            -- since when the old side was known; either side can be missing
            known_from timestamptz, cause change_cause NOT NULL,
            old_cell smallint REFERENCES cell, old_profile integer REFERENCES profile,
            old_situation integer REFERENCES situation, old_registered_on date, old_exit_on date,
            old_left_on date, old_exit_kind exit_kind,
            new_cell smallint REFERENCES cell, new_profile integer REFERENCES profile,
            new_situation integer REFERENCES situation, new_registered_on date, new_exit_on date,
            new_left_on date, new_exit_kind exit_kind,
            PRIMARY KEY (enrolment_id, known_at)
        );
        CREATE TABLE soft_outcome_change (
            enrolment_id uuid NOT NULL, provider uuid NOT NULL, known_at timestamptz NOT NULL,
            known_from timestamptz, cause change_cause NOT NULL,
            old_programme text, old_registered_on date, old_exit_on date,
            old_first smallint, old_second smallint, old_third smallint, old_fourth smallint,
            new_programme text, new_registered_on date, new_exit_on date,
            new_first smallint, new_second smallint, new_third smallint, new_fourth smallint,
            PRIMARY KEY (enrolment_id, known_at)
        );
        -- of a whole batch one instant: the index holds it once
        CREATE INDEX enrolment_change_known_at ON enrolment_change (known_at);
        CREATE INDEX soft_outcome_change_known_at ON soft_outcome_change (known_at);
        INSERT INTO enrolment_change (enrolment_id, provider, known_at, cause, new_cell, new_profile,
                                      new_situation, new_registered_on, new_exit_on, new_left_on,
                                      new_exit_kind)
        SELECT id, provider, known_from, 'told', cell, profile, situation, registered_on, exit_on, left_on,
               exit_kind
        FROM enrolment;
        INSERT INTO soft_outcome_change (enrolment_id, provider, known_at, cause, new_programme,
                                         new_registered_on, new_exit_on, new_first, new_second, new_third,
                                         new_fourth)
        SELECT enrolment_id, provider, known_from, 'told', programme, registered_on, exit_on, first, second,
               third, fourth
        FROM soft_outcome;
    """)
    counted = "outcomes.read-lot-figures"
    exact = ("outcomes.read-claims", "outcomes.read-figures", "outcomes.read-findings")
    everybodys = may(*exact, scope="everything")
    own = f"({may(*exact, counted, scope='organisation')} AND provider = {ORGANISATION})"
    for table in ("enrolment_change", "soft_outcome_change"):
        enable_row_security(table, f"{everybodys} OR {own}")
    in_lots = "old_cell = ANY(ARRAY(SELECT id FROM cell WHERE lot = ANY(dolen_lots())))"
    execute_sql(f"""
        CREATE POLICY board_counts ON enrolment_change FOR SELECT USING (
            {may(counted, scope="everything")} OR ({may(counted, scope="lots")} AND {in_lots})
        );
    """)
    grant_to_application("outcomes_app")
