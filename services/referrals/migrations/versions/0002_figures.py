"""Welsh Government, and each Area Planning Board for its lots, have referrals counted for them."""

from shared.migrations.runner import execute_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # To read and never to write; role and lots are worked out once a statement.
    execute_sql("""
        CREATE FUNCTION dolen_lots() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
            RETURN string_to_array(current_setting('dolen.lots', true), '|');
        CREATE POLICY counts ON referral FOR SELECT USING (
            (SELECT dolen_role() = 'wg')
            OR ((SELECT dolen_role() = 'apb') AND lot = ANY((SELECT dolen_lots())::text[]))
        );
        CREATE INDEX referral_lot ON referral (lot, made_on);
    """)
