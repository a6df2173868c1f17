"""Who sees people follows from the permissions and the scope of a role, and no longer from its name."""

from shared.migrations.role_policies import (
    create_role_functions,
    in_scope,
    may,
    replace_policy,
    replace_reading_policy,
)
from shared.migrations.row_security import ORGANISATION

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_role_functions()
    supports = may("participants.read", "participants.post-events", scope="organisation")
    for table in ("participant", "enrolment", "record", "expected", "mentor", "person_read"):
        replace_policy(table, f"({supports} AND provider = {ORGANISATION})")
    counted = in_scope(
        "participants.read-caseloads",
        "participants.read-mentors",
        organisation=f"provider = {ORGANISATION}",
        lots="lot = ANY((SELECT dolen_lots())::text[])",
    )
    replace_reading_policy("enrolment", "counts", counted)
    replace_reading_policy("mentor", "counts", may("participants.read-mentors", scope="everything"))
