"""Refusals are counted by themselves: what a table of claims leaves out because of impossible dates."""

from shared.migrations.runner import execute_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    execute_sql("CREATE INDEX claim_refused ON claim (programme) WHERE decision = 'refused'")
