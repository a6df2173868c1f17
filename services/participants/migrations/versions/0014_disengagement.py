"""Enrolments keep the strikes that stand, and until when somebody suspended for not answering is tried.

Which contacts before were strikes cannot be told: answers are sealed. The count starts with the next one, so
that nobody's file is closed too early by it. Whoever is suspended already is on no list of those being tried
until their suspension is mended."""

from shared.migrations.runner import execute_sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE enrolment
            ADD COLUMN first_call_on date, ADD COLUMN second_call_on date, ADD COLUMN letter_on date,
            ADD COLUMN suspended_on date, ADD COLUMN tried_until date;
    """)
