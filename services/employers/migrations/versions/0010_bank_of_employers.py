"""Employers have a kind and the support they offer, one entry a company number, and a history; each provider
keeps its own contacts.

Where a number was banked twice, the entry banked first keeps it, and the history of the other says that it
had it: which of two entries is the right one cannot be told here, and what was offered by either stays."""

from shared.migrations.row_security import grant_to_application, make_append_only
from shared.migrations.runner import execute_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE employer ADD COLUMN kind text NOT NULL DEFAULT 'employer',
            ADD COLUMN support_offered text;
        ALTER TABLE employer ALTER COLUMN kind DROP DEFAULT;
        CREATE TABLE employer_history (
            employer_id uuid NOT NULL REFERENCES employer, version int NOT NULL, organisation uuid NOT NULL,
            "by" text NOT NULL, recorded_at timestamptz NOT NULL, changes jsonb NOT NULL,
            PRIMARY KEY (employer_id, version)
        );
        WITH banked_again AS (
            UPDATE employer SET company_number = NULL, version = version + 1
            FROM (
                SELECT id AS again, company_number AS had,
                       row_number() OVER (PARTITION BY company_number ORDER BY banked_at, id) AS place
                FROM employer WHERE company_number IS NOT NULL
            ) AS numbered
            WHERE id = again AND place > 1
            RETURNING id, version, banked_by, had
        )
        INSERT INTO employer_history
        SELECT id, version, banked_by, 'migration 0010', now(),
               jsonb_build_array(jsonb_build_object('field', 'company_number', 'before', had, 'after', NULL))
        FROM banked_again;
        CREATE UNIQUE INDEX employer_company_number ON employer (company_number);
        ALTER TABLE employer_contact DROP CONSTRAINT employer_contact_pkey;
        ALTER TABLE employer_contact ADD PRIMARY KEY (employer_id, provider);
        CREATE INDEX opportunity_of_employer ON opportunity (employer_id);
    """)
    grant_to_application("employers_app")
    make_append_only("employers_app", "employer_history")
