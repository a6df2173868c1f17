"""Widens the keys of combinations, and gives each participant a lock of their own.

Ten yes-or-no questions have 59,049 combinations of answers, more than a smallint can number. And people
whose registrations come at the same time no longer wait for each other."""

from shared.migrations.row_security import enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE profile ALTER COLUMN id TYPE integer;
        ALTER TABLE situation ALTER COLUMN id TYPE integer;
        -- as wide as before: what is added was padding
        ALTER TABLE enrolment ALTER COLUMN profile TYPE integer, ALTER COLUMN situation TYPE integer;
        CREATE TABLE participant_lock (participant uuid PRIMARY KEY);
    """)
    enable_row_security("participant_lock", "false")
    grant_to_application("outcomes_app")
