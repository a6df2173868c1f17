"""Every person has a data key, under which what tells of them is sealed, stored answers included."""

from shared.migrations.event_tables import seal_stored_answers
from shared.migrations.key_tables import create_key_tables
from shared.migrations.runner import execute_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    seal_stored_answers()
    create_key_tables("referrals_app", sealed={"referral": "person"})
    execute_sql("""
        ALTER TABLE referral ADD COLUMN decision bytea, ADD COLUMN erased_at timestamptz;
        ALTER TABLE referral DROP COLUMN decline, DROP COLUMN questions;
    """)
