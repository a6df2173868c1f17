"""Everybody who was ever allocated as a mentor is known; what was written and never read goes."""

from uuid import uuid5

from alembic import op
from sqlalchemy import text

from shared.migrations.row_security import ORGANISATION, ROLE, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE mentor (
            id uuid PRIMARY KEY, provider uuid NOT NULL, reference text NOT NULL,
            UNIQUE (provider, reference)
        );
    """)
    _add_present_mentors()
    enable_row_security("mentor", f"{ROLE} IN ('provider', 'lead') AND provider = {ORGANISATION}")
    execute_sql("""
        CREATE POLICY counts ON mentor FOR SELECT USING ((SELECT dolen_role() = 'wg'));
        DROP TABLE placement;
        DELETE FROM inbox WHERE topic = 'placement.placement.v1';
        DELETE FROM consumer_offset WHERE topic = 'placement.placement.v1';
        ALTER TABLE enrolment DROP COLUMN has_wheel, DROP COLUMN updated_at;
        ALTER TABLE participant DROP COLUMN recorded_at;
    """)
    grant_to_application("participants_app")


def _add_present_mentors() -> None:
    """Add those whom enrolments name; the id is the one that `domain/mentor.py` derives."""
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    named = database.execute(
        text("SELECT DISTINCT provider, mentor FROM enrolment WHERE mentor IS NOT NULL")
    ).all()
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
    rows = [
        {"id": uuid5(provider, f"mentor/{reference}"), "provider": provider, "reference": reference}
        for provider, reference in named
    ]
    if rows:
        database.execute(
            text("INSERT INTO mentor (id, provider, reference) VALUES (:id, :provider, :reference)"), rows
        )
