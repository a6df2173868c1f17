"""Employers keeps who does not want to be put forward; nobody has said so yet."""

from shared.migrations.runner import execute_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE known_participant ADD COLUMN may_be_matched boolean NOT NULL DEFAULT true;
        ALTER TABLE known_participant ALTER COLUMN may_be_matched DROP DEFAULT;
    """)
