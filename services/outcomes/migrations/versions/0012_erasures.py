"""What is counted stays when a participant is erased, and is then nobody's: claims lose the participant, and
rows of what was known then may be given another enrolment's id, and nothing else."""

from shared.migrations.row_security import make_append_only
from shared.migrations.runner import execute_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    execute_sql("ALTER TABLE claim ALTER COLUMN participant DROP NOT NULL;")
    make_append_only("outcomes_app", "enrolment_change", "soft_outcome_change", but="enrolment_id")
