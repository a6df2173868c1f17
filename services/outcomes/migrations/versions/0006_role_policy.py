"""Who sees what is counted follows from a role's permissions and scope, and no longer from its name."""

from shared.migrations.role_policies import (
    create_role_functions,
    may,
    replace_policy,
    replace_reading_policy,
)
from shared.migrations.row_security import ORGANISATION

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_role_functions()
    # Each part is a truth value of its own, worked out once a statement: nothing but the provider is compared
    # row by row, and that once.
    counted = "outcomes.read-lot-figures"
    exact = ("outcomes.read-claims", "outcomes.read-figures", "outcomes.read-findings")
    everybodys = may(*exact, scope="everything")
    own = f"({may(*exact, counted, scope='organisation')} AND provider = {ORGANISATION})"
    for table in ("enrolment", "soft_outcome", "record", "achievement", "claim", "finding"):
        replace_policy(table, f"{everybodys} OR {own}")
    in_lots = "cell = ANY(ARRAY(SELECT id FROM cell WHERE lot = ANY(dolen_lots())))"
    for table in ("enrolment", "claim", "finding"):
        replace_reading_policy(
            table,
            "board_counts",
            f"{may(counted, scope='everything')} OR ({may(counted, scope='lots')} AND {in_lots})",
        )
