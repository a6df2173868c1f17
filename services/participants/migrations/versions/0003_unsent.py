"""What the bus will not take has a place of its own, and holds nothing back but its key."""

from shared.migrations.event_tables import add_outbox_dead_letters

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    add_outbox_dead_letters("participants_app")
