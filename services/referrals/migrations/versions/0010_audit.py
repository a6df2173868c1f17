"""Every reading of a referral is written, and nothing of that, nor a move, is ever changed.

Of a move only the day from which a later one holds instead is set again: it follows from the other rows.
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
                     referral, fields, things, outcome)
SELECT read_at, '00000000-0000-0000-0000-000000000000', '', reader, '', purpose, '', provider,
       referral_id, '{identity}', '{}', 'answered'
FROM person_read ORDER BY read_at
"""


def upgrade() -> None:
    create_audit_tables("referrals_app")
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    execute_sql("ALTER TABLE reading NO FORCE ROW LEVEL SECURITY")
    database.execute(text(_MOVE))
    execute_sql("ALTER TABLE reading FORCE ROW LEVEL SECURITY; DROP TABLE person_read")
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
    make_append_only("referrals_app", "referral_history", but="superseded_on")
