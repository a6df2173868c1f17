"""What boards were told of a lot stands for ever."""

from shared.migrations.first_answers import create_first_answers

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    create_first_answers("outcomes_app")
