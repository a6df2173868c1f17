"""Opportunities say what they need in words that can be matched, who is ready for placement is kept, and a
place that was declined can be offered to the same person again."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE opportunity RENAME COLUMN soc_major_group TO soc_group;
        ALTER TABLE opportunity
            ADD COLUMN site text,
            ADD COLUMN hours_patterns text[] NOT NULL DEFAULT '{}',
            ADD COLUMN certificates text[] NOT NULL DEFAULT '{}',
            ADD COLUMN legal_requirements text[] NOT NULL DEFAULT '{}',
            ADD COLUMN needs_driver boolean NOT NULL DEFAULT false,
            ADD COLUMN interests text[] NOT NULL DEFAULT '{}';
        ALTER TABLE opportunity
            ALTER COLUMN hours_patterns DROP DEFAULT, ALTER COLUMN certificates DROP DEFAULT,
            ALTER COLUMN legal_requirements DROP DEFAULT, ALTER COLUMN needs_driver DROP DEFAULT,
            ALTER COLUMN interests DROP DEFAULT;
        CREATE TABLE ready_person (
            enrolment_id uuid PRIMARY KEY, participant_id uuid NOT NULL, provider uuid NOT NULL,
            ready_on date NOT NULL, stale_on date NOT NULL, available_from date NOT NULL,
            kinds text[] NOT NULL, soc_groups jsonb NOT NULL, hours_patterns text[] NOT NULL,
            max_hours_per_week double precision, travel text NOT NULL, drives boolean NOT NULL,
            certificates jsonb NOT NULL, legal_requirements_met text[] NOT NULL,
            adjustments text[] NOT NULL, interests text[] NOT NULL
        );
        CREATE INDEX ready_person_of_provider ON ready_person (provider, enrolment_id);
        CREATE INDEX ready_person_of_participant ON ready_person (participant_id);
        -- with the provider, or one provider would learn of a person whom another one proposed
        ALTER TABLE placement DROP CONSTRAINT placement_opportunity_id_provider_participant_id_key;
        CREATE UNIQUE INDEX placement_holds_place ON placement (opportunity_id, provider, participant_id)
            WHERE status <> 'ended_early' OR started_on IS NOT NULL;
        CREATE INDEX placement_of_opportunity ON placement (opportunity_id);
    """)
    places = may("placements.read-ready", "placements.place", scope="organisation")
    enable_row_security("ready_person", f"{places} AND provider = {ORGANISATION}")
    grant_to_application("employers_app")
