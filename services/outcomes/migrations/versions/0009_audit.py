"""Every reading of claims and findings is written, and nothing of that is ever changed, nor what was known
then."""

from shared.migrations.audit_tables import create_audit_tables
from shared.migrations.row_security import make_append_only

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    create_audit_tables("outcomes_app")
    make_append_only("outcomes_app", "enrolment_change", "soft_outcome_change")
