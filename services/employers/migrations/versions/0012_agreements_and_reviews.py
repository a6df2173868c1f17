"""Placements keep when the participant agreed, and the employer, and how each says that it went. Of those
that have begun already it was not asked; those that were proposed are still to be agreed to."""

from shared.migrations.runner import execute_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE placement
            ADD COLUMN participant_agreed_on date, ADD COLUMN employer_agreed_on date,
            ADD COLUMN participant_review text, ADD COLUMN participant_reviewed_on date,
            ADD COLUMN employer_review text, ADD COLUMN employer_reviewed_on date;
    """)
