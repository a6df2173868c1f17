"""Row-level security for migrations: policies, the functions by which they read a caller's context, and the
rights of the application's role (security requirement 1)."""

from shared.migrations.runner import execute_sql

ROLE = "(SELECT dolen_role())"
ORGANISATION = "(SELECT dolen_organisation())"
"""The caller's role and organisation in a policy; as sub-selects they are read once a statement and not
once a row."""


def create_context_functions() -> None:
    """Create the functions by which policies read the caller's context. Outside a unit of work the settings
    are NULL, after one they are '': with either, nothing is seen."""
    execute_sql("""
        CREATE FUNCTION dolen_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
            RETURN current_setting('dolen.role', true);
        CREATE FUNCTION dolen_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
            RETURN nullif(current_setting('dolen.organisation', true), '')::uuid;
    """)


def enable_row_security(table: str, sees: str) -> None:
    """FORCE row-level security on `table`: a row is visible, and may be written, where `sees` holds or
    where the platform itself is at work."""
    condition = f"(SELECT dolen_role() = 'system') OR ({sees})"
    execute_sql(f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY caller_sees ON {table} USING ({condition}) WITH CHECK ({condition});
    """)


def grant_to_application(role: str) -> None:
    """Let the application's role read and write the rows of tables that it has no right to yet, and nothing
    else: a right that was taken away (`make_append_only`) does not come back."""
    execute_sql(f"""
        GRANT USAGE ON SCHEMA public TO {role};
        DO $$ DECLARE each regclass; BEGIN
            FOR each IN SELECT oid FROM pg_class
                        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
                              AND NOT has_table_privilege('{role}', oid, 'SELECT')
            LOOP
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO {role}', each);
            END LOOP;
        END $$;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
        REVOKE ALL ON alembic_version FROM {role};
        GRANT SELECT ON alembic_version TO {role};
    """)  # noqa: S608  (a role of ours)


def make_append_only(role: str, *tables: str, but: str = "") -> None:
    """Let the application's role add rows to `tables` and read them, and never change or delete one; `but`
    names the columns that it may set all the same. Only the owner, who migrates, can do more."""
    for table in tables:
        execute_sql(f"REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON {table} FROM {role};")
        if but:
            execute_sql(f"GRANT UPDATE ({but}) ON {table} TO {role};")
