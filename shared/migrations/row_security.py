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
    """Let the application's role read and write rows, and nothing else."""
    execute_sql(f"""
        GRANT USAGE ON SCHEMA public TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
        REVOKE ALL ON alembic_version FROM {role};
        GRANT SELECT ON alembic_version TO {role};
    """)
