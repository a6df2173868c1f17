"""Enrolments keep since when somebody is ready for placement, as it was agreed or confirmed last."""

from shared.migrations.runner import execute_sql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    execute_sql("ALTER TABLE enrolment ADD COLUMN ready_on date")
