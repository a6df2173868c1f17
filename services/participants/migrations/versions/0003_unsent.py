"""What the bus will not take has a place of its own, and holds nothing back but its key."""

from shared.migrations.runner import create_unsent_table, grant_to_application

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_unsent_table()
    grant_to_application("participants_app")
