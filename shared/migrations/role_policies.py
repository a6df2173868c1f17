"""Row-level security by the policy of roles: policies name permissions and scopes and never a role, so that a
new role needs no migration. The unit of work sets both from the caller's policy, per transaction."""

from typing import Final

from shared.migrations.runner import execute_sql

_FUNCTIONS: Final = """
CREATE FUNCTION dolen_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN current_setting('dolen.scope', true);
CREATE FUNCTION dolen_may(permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN permission = ANY(string_to_array(current_setting('dolen.permissions', true), '|'));
"""


def create_role_functions() -> None:
    """What policies read of the caller's rights. Outside a unit of work the settings are NULL, after one they
    are '': both hold nothing."""
    execute_sql(_FUNCTIONS)


def may(*permissions: str, scope: str = "") -> str:
    """A condition that the caller's role holds one of the permissions, and has a scope where one is named. As
    a sub-select it is worked out once a statement and not once a row."""
    held = " OR ".join(f"dolen_may('{permission}')" for permission in permissions)
    scoped = f" AND dolen_scope() = '{scope}'" if scope else ""
    return f"(SELECT ({held}){scoped})"


def in_scope(*permissions: str, organisation: str, lots: str) -> str:
    """A condition that the caller's role holds one of the permissions and reaches the row: `organisation` and
    `lots` say of a row that it is the caller's organisation's, or in the caller's lots."""
    return (
        f"{may(*permissions, scope='everything')}"
        f" OR ({may(*permissions, scope='organisation')} AND {organisation})"
        f" OR ({may(*permissions, scope='lots')} AND {lots})"
    )


def replace_policy(table: str, sees: str) -> None:
    """Let a row be seen and written where `sees` holds, or where the platform itself is at work."""
    condition = f"(SELECT dolen_role() = 'system') OR {sees}"
    execute_sql(f"""
        DROP POLICY caller_sees ON {table};
        CREATE POLICY caller_sees ON {table} USING ({condition}) WITH CHECK ({condition});
    """)


def replace_reading_policy(table: str, name: str, sees: str) -> None:
    """Let a row be seen, and never written, where `sees` holds."""
    execute_sql(f"""
        DROP POLICY {name} ON {table};
        CREATE POLICY {name} ON {table} FOR SELECT USING ({sees});
    """)
