"""Enrolments keep when the status six months after leaving was observed: of several, the one observed last
stands.

When a status that was told before was observed cannot be told: answers are sealed. It stays until a status is
told that was observed in time, or a record of the person is mended."""

from shared.migrations.runner import execute_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    execute_sql("ALTER TABLE enrolment ADD COLUMN follow_up_on date")
