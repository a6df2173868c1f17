"""Enrolments keep what due lists are made from; a follow-up stays due after it was announced.

Other columns tell since when a mentor is allocated and when the last contact was (the days on which their
events happened), and when a follow-up that was announced fell due (six months after leaving, as every
programme asked until now). Whether a contact reached the person, and the review of risks, cannot be told:
answers are sealed. The next contact and the next P2.2 tell both; until then somebody waits for contact since
their mentor was allocated, which lists too many rather than too few."""

from alembic import op
from sqlalchemy import text

from shared.migrations.runner import execute_sql

revision = "0007"
down_revision = "0006"

_HAPPENED = """
WITH happened AS (
    SELECT enrolment_id,
           max((happened_at AT TIME ZONE 'Europe/London')::date)
               FILTER (WHERE kind = 'mentor-allocated') AS allocated_on,
           max((happened_at AT TIME ZONE 'Europe/London')::date)
               FILTER (WHERE kind IN ('contact-recorded', 'rejoined', 'resumed')) AS contact_on,
           max((happened_at AT TIME ZONE 'Europe/London')::date)
               FILTER (WHERE kind IN ('rejoined', 'resumed')) AS came_back_on
    FROM record WHERE kind IN ('mentor-allocated', 'contact-recorded', 'rejoined', 'resumed')
    GROUP BY enrolment_id
)
UPDATE enrolment SET mentor_since = allocated_on, last_contact_on = contact_on, last_reached_on = came_back_on
FROM happened WHERE happened.enrolment_id = enrolment.id
"""
_ANNOUNCED = """
UPDATE enrolment SET follow_up_announced = true, follow_up_due_on = (left_on + interval '6 months')::date
WHERE has_left AND left_on IS NOT NULL AND follow_up_due_on IS NULL AND exit_reason IS DISTINCT FROM 'died'
"""


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE enrolment
            ADD COLUMN mentor_since date, ADD COLUMN last_contact_on date, ADD COLUMN last_reached_on date,
            ADD COLUMN risk_assessed_on date, ADD COLUMN risk_review_on date,
            ADD COLUMN follow_up_announced boolean NOT NULL DEFAULT false;
    """)
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    database.execute(text(_HAPPENED))
    database.execute(text(_ANNOUNCED))
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
    execute_sql("""
        ALTER TABLE enrolment ALTER COLUMN follow_up_announced DROP DEFAULT;
        DROP INDEX enrolment_follow_up;
        CREATE INDEX enrolment_follow_up ON enrolment (follow_up_due_on)
            WHERE follow_up_due_on IS NOT NULL AND NOT follow_up_announced;
    """)
