"""Who sees referrals follows from the permissions and the scope of a role, and no longer from its name."""

from shared.migrations.role_policies import (
    create_role_functions,
    in_scope,
    may,
    replace_policy,
    replace_reading_policy,
)
from shared.migrations.row_security import ORGANISATION

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_role_functions()
    sent = f"({may('referrals.read-sent', scope='organisation')} AND referrer = {ORGANISATION})"
    received = f"({may('referrals.read-received', scope='organisation')} AND provider = {ORGANISATION})"
    fetched = may("referrals.fetch-persons")
    replace_policy("referral", f"{sent} OR {received} OR {fetched}")
    replace_policy("referral_history", f"{sent} OR {received}")
    replace_policy("person_read", f"{received} OR {fetched}")
    counted = in_scope(
        "referrals.read-figures",
        "referrals.read-provider-figures",
        organisation=f"provider = {ORGANISATION}",
        lots="lot = ANY((SELECT dolen_lots())::text[])",
    )
    replace_reading_policy("referral_history", "counts", counted)
