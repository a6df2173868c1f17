"""Every reading of a person is written, and nothing of that, nor a record, is ever changed.

Who read who somebody is until now was kept without the organisation, the route and the permission.
"""

from alembic import op
from sqlalchemy import text

from shared.migrations.audit_tables import create_audit_tables
from shared.migrations.row_security import make_append_only
from shared.migrations.runner import execute_sql

revision = "0010"
down_revision = "0009"

_MOVE = """
INSERT INTO reading (read_at, organisation, role, client, permission, purpose, route, provider,
                     participant, fields, things, outcome)
SELECT read_at, '00000000-0000-0000-0000-000000000000', '', reader, '', purpose, '', provider,
       participant_id, '{identity}', '{}', 'answered'
FROM person_read ORDER BY read_at
"""


def upgrade() -> None:
    create_audit_tables("participants_app")
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    execute_sql("ALTER TABLE reading NO FORCE ROW LEVEL SECURITY")
    database.execute(text(_MOVE))
    execute_sql("ALTER TABLE reading FORCE ROW LEVEL SECURITY; DROP TABLE person_read")
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
    make_append_only("participants_app", "record", "record_version", "person_correction")
