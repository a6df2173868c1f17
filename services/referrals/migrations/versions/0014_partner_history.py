"""Every move of the register of partners is kept, and a change of who gets a lot's people can be proposed.

The lots that are on the register stand. Who registered a partner until now was not kept.
"""

from shared.migrations.role_policies import may
from shared.migrations.row_security import enable_row_security, grant_to_application, make_append_only
from shared.migrations.runner import execute_sql

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    execute_sql("""
        ALTER TABLE partner ADD COLUMN proposed_lots text[], ADD COLUMN proposed_by text,
            ADD COLUMN version int NOT NULL DEFAULT 1,
            ADD CHECK ((proposed_lots IS NULL) = (proposed_by IS NULL));
        CREATE TABLE partner_history (
            partner_id uuid NOT NULL REFERENCES partner, version int NOT NULL,
            move text NOT NULL, name text NOT NULL, source text, lots text[] NOT NULL, proposed_lots text[],
            organisation uuid NOT NULL, client text NOT NULL, user_id text, recorded_at timestamptz NOT NULL,
            PRIMARY KEY (partner_id, version)
        );
        INSERT INTO partner_history
        SELECT id, 1, 'registered', name, source, lots, NULL,
               '00000000-0000-0000-0000-000000000000', '', NULL, now()
        FROM partner;
    """)
    enable_row_security("partner_history", may("partners.register", scope="everything"))
    grant_to_application("referrals_app")
    make_append_only("referrals_app", "partner_history")
