"""Creates the tables of the audit of reading in a service's database, which `shared.audit.tables`
describes."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, ROLE
from shared.migrations.runner import execute_sql

_NAMED = (
    "organisation, role, client, user_id, permission, purpose, route, correlation_id, provider, participant,"
    " referral, fields, things, outcome"
)

AUDIT_TABLES = """
CREATE TABLE reading (
    seq bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    organisation uuid NOT NULL, role text NOT NULL, client text NOT NULL, user_id text,
    permission text NOT NULL, purpose text NOT NULL, route text NOT NULL, correlation_id text,
    provider uuid NOT NULL, participant uuid, referral uuid, fields text[] NOT NULL, things uuid[] NOT NULL,
    outcome text NOT NULL
);
CREATE INDEX reading_participant ON reading (participant, read_at) WHERE participant IS NOT NULL;
CREATE INDEX reading_referral ON reading (referral, read_at) WHERE referral IS NOT NULL;
CREATE INDEX reading_xid ON reading (xid);
CREATE TABLE reading_segment (
    number bigint PRIMARY KEY, from_xid xid8 NOT NULL, to_xid xid8 NOT NULL, last_seq bigint NOT NULL,
    readings int NOT NULL, digest bytea NOT NULL, sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""


def create_audit_tables(role: str) -> None:
    """Create them for the application's `role`, which may only add to them, and cannot say of a reading when
    it was. A caller adds readings of its own and sees none, but for who may read the audit: a provider that
    of its own people, others all of it."""
    reads = (
        f"{may('audit.read', 'subjects.answer', scope='everything')} OR "
        f"({may('audit.read', 'subjects.answer', scope='organisation')} AND provider = {ORGANISATION})"
    )
    execute_sql(f"""
        {AUDIT_TABLES}
        ALTER TABLE reading ENABLE ROW LEVEL SECURITY;
        ALTER TABLE reading FORCE ROW LEVEL SECURITY;
        CREATE POLICY caller_adds ON reading FOR INSERT
            WITH CHECK (organisation = {ORGANISATION} AND role = {ROLE});
        CREATE POLICY audit_reads ON reading FOR SELECT
            USING ((SELECT dolen_role() = 'system') OR {reads});
        GRANT SELECT, INSERT ({_NAMED}) ON reading TO {role};
        GRANT SELECT, INSERT (number, from_xid, to_xid, last_seq, readings, digest)
            ON reading_segment TO {role};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
    """)
