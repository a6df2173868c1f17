"""Creates the tables of the event path (outbox, inbox, offsets, dead letters, idempotency keys), one function
per version of them; the migrations of every service call each once, in their order.

`shared.messaging.tables` describes what comes of them."""

from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

_FIRST = """
CREATE TABLE announced (
    topic text NOT NULL, key uuid NOT NULL, version int NOT NULL,
    PRIMARY KEY (topic, key)
);
CREATE TABLE outbox (
    -- CACHE 1, or two sessions number their rows out of step with their commits
    seq bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE, topic text NOT NULL, key uuid NOT NULL, partition int NOT NULL,
    aggversion int NOT NULL, type text NOT NULL, headers bytea NOT NULL, data bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY, received_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE seen (
    topic text NOT NULL, key uuid NOT NULL, version int NOT NULL,
    PRIMARY KEY (topic, key)
);
CREATE TABLE consumer_offset (
    topic text NOT NULL, partition int NOT NULL, next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
CREATE TABLE dead_letter (
    event_id uuid PRIMARY KEY, topic text NOT NULL, partition int NOT NULL, "offset" bigint NOT NULL,
    key uuid NOT NULL, aggversion int NOT NULL, type text NOT NULL, headers bytea NOT NULL,
    data bytea NOT NULL, reason text NOT NULL CHECK (reason IN ('poison', 'parked')), error text NOT NULL,
    attempts int NOT NULL, set_aside_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letter_key ON dead_letter (topic, key, aggversion);
CREATE TABLE idempotency (
    organisation uuid NOT NULL, key text NOT NULL, fingerprint bytea NOT NULL, status int NOT NULL,
    etag text, body bytea NOT NULL, answered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, key)
);
"""

_OUTBOX_DEAD_LETTERS = """
CREATE TABLE unsent (
    seq bigint PRIMARY KEY, event_id uuid NOT NULL UNIQUE, topic text NOT NULL, key uuid NOT NULL,
    partition int NOT NULL, aggversion int NOT NULL, type text NOT NULL, headers bytea NOT NULL,
    data bytea NOT NULL, reason text NOT NULL CHECK (reason IN ('refused', 'held')), error text NOT NULL,
    attempts int NOT NULL, set_aside_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX unsent_key ON unsent (topic, key, seq);
"""

_INBOX_BY_KEY = """
-- the version of a key says what a row per fact said, and does not grow with every fact
DROP TABLE inbox;
ALTER TABLE seen RENAME TO inbox;
ALTER INDEX seen_pkey RENAME TO inbox_pkey;
-- their rows change over and over, and only in what no index holds
ALTER TABLE inbox SET (fillfactor = 70);
ALTER TABLE announced SET (fillfactor = 70);
"""

_SEALED_ANSWERS = """
-- what was kept before stands in the clear
TRUNCATE idempotency;
ALTER TABLE idempotency ADD COLUMN person uuid;
"""

SERVICE_TABLES = _FIRST + _OUTBOX_DEAD_LETTERS + _INBOX_BY_KEY + _SEALED_ANSWERS
"""All versions at once, for a database without migrations, policies and roles."""

BUS_TABLES = """
CREATE TABLE log_head (
    topic text NOT NULL, partition int NOT NULL, next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
CREATE TABLE log (
    topic text NOT NULL, partition int NOT NULL, "offset" bigint NOT NULL, event_id uuid NOT NULL UNIQUE,
    key uuid NOT NULL, aggversion int NOT NULL, type text NOT NULL, headers bytea NOT NULL,
    data bytea NOT NULL, published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, "offset")
);
"""


def create_event_tables() -> None:
    """Create the first version. An answer that is kept for a repetition is seen by the organisation it was
    given to."""
    execute_sql(_FIRST)
    enable_row_security("idempotency", f"organisation = {ORGANISATION}")


def add_outbox_dead_letters(application: str) -> None:
    """Add the table of facts that the bus will not take, for the role `application` as well."""
    execute_sql(_OUTBOX_DEAD_LETTERS)
    grant_to_application(application)


def keep_inbox_by_key() -> None:
    """Replace the inbox's row per fact by a row per key, with the last version received."""
    execute_sql(_INBOX_BY_KEY)


def seal_stored_answers() -> None:
    """Have kept answers name the person under whose key they are sealed, and delete those in the clear."""
    execute_sql(_SEALED_ANSWERS)
