"""Enrolments keep until when somebody who left for work is landing, and the days of two check-ins.

Whoever left before is on no list of check-ins until a record of theirs is mended: which contacts reached them
since cannot be told, because answers are sealed."""

from shared.migrations.runner import execute_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE enrolment
            ADD COLUMN soft_landing_until date, ADD COLUMN first_check_in_on date,
            ADD COLUMN second_check_in_on date;
    """)
