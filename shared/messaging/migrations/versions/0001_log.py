"""The Postgres log: partitions of facts with dense offsets."""

from shared.migrations.event_tables import BUS_TABLES
from shared.migrations.runner import grant_to_application, script

revision = "0001"
down_revision = None


def upgrade() -> None:
    script(BUS_TABLES)
    grant_to_application("bus_app")
