"""A partner can subscribe to what becomes of its referrals, and a provider to what falls due.

A delivery is written with the move that it tells. Those of one thing go out in the order of `seq`."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE webhook_subscription (
            id uuid PRIMARY KEY, organisation uuid NOT NULL, url bytea NOT NULL, types text[] NOT NULL,
            secret bytea NOT NULL, previous_secret bytea, previous_secret_until timestamptz,
            created_at timestamptz NOT NULL, disabled_at timestamptz, disabled_because text,
            CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL)),
            CHECK ((disabled_at IS NULL) = (disabled_because IS NULL))
        );
        CREATE INDEX webhook_subscription_of ON webhook_subscription (organisation);
        CREATE TABLE webhook_delivery (
            seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL UNIQUE,
            subscription_id uuid NOT NULL REFERENCES webhook_subscription ON DELETE CASCADE,
            organisation uuid NOT NULL, about uuid NOT NULL, type text NOT NULL, data jsonb NOT NULL,
            made_at timestamptz NOT NULL, state text NOT NULL, attempts int NOT NULL,
            due_at timestamptz NOT NULL, delivered_at timestamptz, last_status int, last_failure text
        );
        CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE state = 'waiting';
        CREATE INDEX webhook_delivery_order ON webhook_delivery (subscription_id, about, seq)
            WHERE state = 'waiting';
        CREATE INDEX webhook_delivery_log ON webhook_delivery (subscription_id, seq);
        CREATE INDEX webhook_delivery_about ON webhook_delivery (about);
        CREATE INDEX webhook_delivery_age ON webhook_delivery (made_at) WHERE state = 'waiting';
        CREATE INDEX webhook_delivery_over ON webhook_delivery (made_at) WHERE state <> 'waiting';
    """)
    own = f"({may('webhooks.subscribe', scope='organisation')} AND organisation = {ORGANISATION})"
    enable_row_security("webhook_subscription", own)
    enable_row_security("webhook_delivery", own)
    grant_to_application("referrals_app")
