"""Area Planning Boards have what is counted in their lots counted for them."""

from shared.migrations.runner import execute_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_sql("""
        CREATE FUNCTION dolen_lots() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
            RETURN string_to_array(current_setting('dolen.lots', true), '|');
    """)
    # To read and never to write; worked out once a statement, like the conditions of the first migration.
    for table in ("enrolment", "claim", "finding"):
        execute_sql(f"""
            CREATE POLICY board_counts ON {table} FOR SELECT USING (
                (SELECT dolen_role() = 'apb')
                AND cell = ANY(ARRAY(SELECT id FROM cell WHERE lot = ANY(dolen_lots())))
            );
        """)  # noqa: S608  (names of tables)
