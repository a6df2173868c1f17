"""The table of first answers, for migrations: what boards were told, to be added to and never changed."""

from typing import Final

from shared.migrations.row_security import enable_row_security
from shared.migrations.runner import execute_sql

_OWN_LOTS: Final = "(SELECT dolen_scope() = 'lots') AND lot = ANY((SELECT dolen_lots())::text[])"


def create_first_answers(application: str) -> None:
    """Create the table, of which the application's role reads and adds rows of the caller's lots."""
    execute_sql(f"""
        CREATE TABLE first_answer (
            question text NOT NULL, arguments text NOT NULL, lot text NOT NULL, answer jsonb NOT NULL,
            answered_at timestamptz NOT NULL, PRIMARY KEY (question, arguments, lot)
        );
        REVOKE ALL ON first_answer FROM {application};
        GRANT SELECT, INSERT ON first_answer TO {application};
    """)
    enable_row_security("first_answer", _OWN_LOTS)
