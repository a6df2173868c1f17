"""Every reading of claims and findings is written, and nothing of that is ever changed."""

from shared.migrations.audit_tables import create_audit_tables

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    create_audit_tables("outcomes_app")
