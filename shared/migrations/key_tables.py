"""Creates the tables of the keys (master key versions, data keys of people), which the migrations of every
service call once."""

from alembic import op
from sqlalchemy import text

from shared.migrations.row_security import grant_to_application
from shared.migrations.runner import execute_sql

_TABLES = """
CREATE TABLE master_key (version int PRIMARY KEY);
INSERT INTO master_key VALUES (1);
CREATE TABLE person_key (
    person uuid PRIMARY KEY,
    -- the reference keeps a version that wraps a key from being retired, and a retired one from wrapping any
    master_version int NOT NULL REFERENCES master_key,
    wrapped bytea, destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX person_key_version ON person_key (master_version);
"""


class SealedUnderOneKey(Exception):
    """A database holds fields that were sealed before people had keys of their own: it is made anew."""


def create_key_tables(application: str, *, sealed: dict[str, str]) -> None:
    """Create the tables, for the role `application` as well. `sealed` names each table with its column of
    sealed fields. Raises SealedUnderOneKey where one holds a field that no key of a person opens."""
    database = op.get_bind()
    database.execute(text("SELECT set_config('dolen.role', 'system', true)"))
    for table, column in sealed.items():
        query = f"SELECT EXISTS (SELECT FROM {table} WHERE octet_length({column}) > 0)"  # noqa: S608 (names)
        if database.scalar(text(query)):
            raise SealedUnderOneKey(f"{table}.{column} was sealed under one key for all: see docs/keys.md")
    database.execute(text("SELECT set_config('dolen.role', '', true)"))
    execute_sql(_TABLES)
    grant_to_application(application)
