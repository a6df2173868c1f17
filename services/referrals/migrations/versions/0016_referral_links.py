"""A referral can be followed by a link, until it expires or is revoked."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE referral_link (
            id uuid PRIMARY KEY, fingerprint bytea NOT NULL UNIQUE,
            referral_id uuid NOT NULL REFERENCES referral, referrer uuid NOT NULL, made_by uuid NOT NULL,
            expires_at timestamptz NOT NULL, revoked_at timestamptz
        );
        CREATE INDEX referral_link_of ON referral_link (referral_id);
        CREATE INDEX referral_link_end ON referral_link (expires_at);
    """)
    made = may("referrals.send", "referrals.refer-on-behalf", scope="organisation")
    enable_row_security("referral_link", f"({made} AND made_by = {ORGANISATION})")
    grant_to_application("referrals_app")
