"""Who was declined and may be referred again can be listed.

From when that is was sealed until now with the rest of the decision, and is not known of earlier ones."""

from shared.migrations.runner import execute_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    execute_sql("ALTER TABLE referral ADD COLUMN try_again_from date")
