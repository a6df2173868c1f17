"""A referral has two clocks that pause, can be written down for somebody else, and is not taken twice a day.

What waits for its referrer since before this has stood still since the day on which it was returned.
"""

from alembic import op
from sqlalchemy import text

from shared.migrations.row_security import enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0015"
down_revision = "0014"

_PAUSE = """
UPDATE referral SET pauses = jsonb_build_array(
    jsonb_build_object('reason', 'returned_for_information', 'since', moved_on, 'until', NULL))
WHERE status = 'returned'
"""


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE referral
            ADD COLUMN contact_due date, ADD COLUMN contact_rule text, ADD COLUMN contact_attempted_on date,
            ADD COLUMN released_on date, ADD COLUMN written_by uuid,
            ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]',
            ADD CHECK ((contact_due IS NULL) = (contact_rule IS NULL));
        CREATE TABLE recent_referral (
            fingerprint bytea PRIMARY KEY, referral_id uuid NOT NULL REFERENCES referral,
            reference text NOT NULL, received_at timestamptz NOT NULL
        );
        CREATE INDEX recent_referral_age ON recent_referral (received_at);
        CREATE INDEX recent_referral_of ON recent_referral (referral_id);
    """)
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    database.execute(text(_PAUSE))
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
    enable_row_security("recent_referral", "false")
    grant_to_application("referrals_app")
