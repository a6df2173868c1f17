"""Anchors: how far each service's chain of readings was, minute by minute, signed."""

from shared.migrations.runner import execute_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE anchor (
            service text NOT NULL, segment bigint NOT NULL, digest bytea NOT NULL, readings bigint NOT NULL,
            anchored_at timestamptz NOT NULL, signature bytea NOT NULL, PRIMARY KEY (service, segment)
        );
        GRANT USAGE ON SCHEMA public TO audit_app;
        GRANT SELECT, INSERT ON anchor TO audit_app;
    """)
