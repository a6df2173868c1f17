"""Every person has a data key, under which what tells of them is sealed, stored answers included."""

from shared.migrations.event_tables import seal_stored_answers
from shared.migrations.key_tables import create_key_tables
from shared.migrations.runner import execute_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    seal_stored_answers()
    sealed = {"employer_contact": "people", "employer_engagement": "note", "placement": "ended_because"}
    create_key_tables("employers_app", sealed=sealed)
    execute_sql("ALTER TABLE placement ADD COLUMN erased_at timestamptz")
