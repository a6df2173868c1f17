"""Notes that only their organisation sees, and what a reaction leaves behind."""

from shared.migrations.audit_tables import create_audit_tables
from shared.migrations.event_tables import (
    add_outbox_dead_letters,
    create_event_tables,
    keep_inbox_by_key,
    seal_stored_answers,
)
from shared.migrations.key_tables import create_key_tables
from shared.migrations.role_policies import create_role_functions
from shared.migrations.row_security import (
    ORGANISATION,
    create_context_functions,
    enable_row_security,
    grant_to_application,
)
from shared.migrations.runner import execute_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_context_functions()
    create_role_functions()
    create_event_tables()
    add_outbox_dead_letters("notes_app")
    keep_inbox_by_key()
    seal_stored_answers()
    create_key_tables("notes_app", sealed={})
    execute_sql("""
        CREATE TABLE note (id uuid PRIMARY KEY, organisation uuid NOT NULL, words text NOT NULL);
        -- checked when the transaction commits, and not before
        ALTER TABLE note ADD CONSTRAINT note_said_once UNIQUE (words) DEFERRABLE INITIALLY DEFERRED;
        CREATE TABLE applied (
            nth bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note_id uuid NOT NULL, words text NOT NULL
        );
    """)
    enable_row_security("note", f"organisation = {ORGANISATION}")
    create_audit_tables("notes_app")
    grant_to_application("notes_app")
