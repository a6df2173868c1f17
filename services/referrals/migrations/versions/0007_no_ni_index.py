"""The index of NI numbers was written and looked up by nobody."""

from shared.migrations.runner import execute_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    execute_sql("ALTER TABLE referral DROP COLUMN ni_index")
