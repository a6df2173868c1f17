"""A claim stays counted when its participant is erased, and is then nobody's."""

from shared.migrations.runner import execute_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    execute_sql("ALTER TABLE claim ALTER COLUMN participant DROP NOT NULL;")
