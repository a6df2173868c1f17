"""Every person has a data key, under which what tells of them is sealed, stored answers included."""

from shared.migrations.event_tables import seal_stored_answers
from shared.migrations.key_tables import create_key_tables

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    seal_stored_answers()
    create_key_tables("outcomes_app", sealed={})
