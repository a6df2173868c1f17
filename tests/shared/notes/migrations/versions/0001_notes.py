"""Notes that only their organisation sees, and what a reaction leaves behind."""

from shared.migrations.runner import (
    ORGANISATION,
    create_context_functions,
    create_event_tables,
    create_unsent_table,
    enable_row_security,
    execute_sql,
    grant_to_application,
    keep_inbox_by_key,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_context_functions()
    create_event_tables()
    create_unsent_table()
    keep_inbox_by_key()
    execute_sql("""
        CREATE TABLE note (id uuid PRIMARY KEY, organisation uuid NOT NULL, words text NOT NULL);
        -- checked when the transaction commits, and not before
        ALTER TABLE note ADD CONSTRAINT note_said_once UNIQUE (words) DEFERRABLE INITIALLY DEFERRED;
        CREATE TABLE applied (
            nth bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note_id uuid NOT NULL, words text NOT NULL
        );
    """)
    enable_row_security("note", f"organisation = {ORGANISATION}")
    grant_to_application("notes_app")
