"""Enrolments keep what somebody was asked to agree to, each consent as it stands.

What registrations before said of consents lies sealed in their records; that work may be told to the referrer
has a column of its own, and goes on as it was."""

from shared.migrations.runner import execute_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE enrolment
            ADD COLUMN consents jsonb NOT NULL DEFAULT '{}', ADD COLUMN consent_withdrawn_on date;
        ALTER TABLE enrolment ALTER COLUMN consents DROP DEFAULT;
    """)
