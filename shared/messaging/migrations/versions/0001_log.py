"""The Postgres log: partitions of facts with dense offsets."""

from shared.migrations.event_tables import BUS_TABLES
from shared.migrations.row_security import grant_to_application
from shared.migrations.runner import execute_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_sql(BUS_TABLES)
    grant_to_application("bus_app")
