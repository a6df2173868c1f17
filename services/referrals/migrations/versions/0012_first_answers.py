"""What boards were told of a lot stands for ever."""

from shared.migrations.first_answers import create_first_answers

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    create_first_answers("referrals_app")
