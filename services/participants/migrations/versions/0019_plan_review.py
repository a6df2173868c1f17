"""Enrolments keep on which day their plan was agreed on or reviewed last.

Of plans that are recorded already it is not known, because answers are sealed: they are on no list of plans
to review until a new version, or a mending, tells it."""

from shared.migrations.runner import execute_sql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    execute_sql("ALTER TABLE enrolment ADD COLUMN plan_on date")
