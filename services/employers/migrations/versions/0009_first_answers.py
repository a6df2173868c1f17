"""What boards were told of a lot stands; contacts and notes are for the provider that wrote them down."""

from alembic import op
from sqlalchemy import text

from shared.migrations.first_answers import create_first_answers
from shared.migrations.role_policies import may, replace_policy
from shared.migrations.row_security import ORGANISATION
from shared.migrations.runner import execute_sql

revision = "0009"
down_revision = "0008"

_WRITTEN_BY = """
UPDATE employer_contact SET provider = banked_by FROM employer WHERE employer.id = employer_id
"""


def upgrade() -> None:
    create_first_answers("employers_app")
    execute_sql("ALTER TABLE employer_contact ADD COLUMN provider uuid;")
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    database.execute(text(_WRITTEN_BY))
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
    execute_sql("ALTER TABLE employer_contact ALTER COLUMN provider SET NOT NULL;")
    staff = may("employers.read-engagements", "employers.bank", scope="organisation")
    for table in ("employer_contact", "employer_engagement"):
        replace_policy(table, f"({staff} AND provider = {ORGANISATION})")
