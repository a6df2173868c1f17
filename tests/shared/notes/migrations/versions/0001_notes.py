"""Notes that only their organisation sees, and what a reaction leaves behind."""

from shared.migrations.runner import (
    ORGANISATION,
    create_context_functions,
    create_event_tables,
    create_unsent_table,
    grant_to_application,
    keep_inbox_by_key,
    protect,
    script,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_context_functions()
    create_event_tables()
    create_unsent_table()
    keep_inbox_by_key()
    script("""
        CREATE TABLE note (id uuid PRIMARY KEY, organisation uuid NOT NULL, words text NOT NULL);
        -- checked when the transaction commits, and not before
        ALTER TABLE note ADD CONSTRAINT note_said_once UNIQUE (words) DEFERRABLE INITIALLY DEFERRED;
        CREATE TABLE applied (
            nth bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note_id uuid NOT NULL, words text NOT NULL
        );
    """)
    protect("note", f"organisation = {ORGANISATION}")
    grant_to_application("notes_app")
