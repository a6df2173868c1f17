"""What was received is known by key and version, and no longer by every fact's id."""

from shared.migrations.event_tables import keep_inbox_by_key

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    keep_inbox_by_key()
