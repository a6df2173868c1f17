"""Welsh Government, and each Area Planning Board for its lots, have placements counted for them."""

from shared.migrations.runner import execute_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # To read and never to write; role and lots are worked out once a statement. A placement is where its
    # opportunity is: adjoining lots place people across the border [5.27].
    execute_sql("""
        CREATE FUNCTION dolen_lots() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
            RETURN string_to_array(current_setting('dolen.lots', true), '|');
        CREATE POLICY counts ON placement FOR SELECT USING (
            (SELECT dolen_role() = 'wg')
            OR ((SELECT dolen_role() = 'apb')
                AND opportunity_id IN (SELECT id FROM opportunity WHERE lot = ANY(dolen_lots())))
        );
        CREATE INDEX placement_of_participant ON placement (participant_id);
    """)
