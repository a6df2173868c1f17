"""Who sees placements follows from the permissions and the scope of a role, and no longer from its name."""

from shared.migrations.role_policies import (
    create_role_functions,
    in_scope,
    may,
    replace_policy,
    replace_reading_policy,
)
from shared.migrations.row_security import ORGANISATION

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    create_role_functions()
    for table in ("employer_contact", "employer_engagement"):
        replace_policy(table, may("employers.read-engagements", "employers.bank"))
    places = may("placements.read", "placements.place", scope="organisation")
    for table in ("placement", "placement_history", "known_participant"):
        replace_policy(table, f"({places} AND provider = {ORGANISATION})")
    counted = in_scope(
        "placements.read-figures",
        organisation=f"provider = {ORGANISATION}",
        lots="opportunity_id IN (SELECT id FROM opportunity WHERE lot = ANY(dolen_lots()))",
    )
    replace_reading_policy("placement", "counts", counted)
