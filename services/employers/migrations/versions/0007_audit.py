"""Every reading of a placement is written, and nothing of that, a move or a note is ever changed."""

from shared.migrations.audit_tables import create_audit_tables
from shared.migrations.row_security import make_append_only

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    create_audit_tables("employers_app")
    make_append_only("employers_app", "placement_history", "employer_engagement")
