"""What the harness does to the event path: counters that are moved on, a fact about each move, and a read
model in which a lost, repeated or overtaken fact shows."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

from shared.messaging.fact import Fact
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

Poison = Literal["", "raises", "breaks"]
"""How a fact that cannot be applied fails: in our code, or in the database."""

HAPPENED_AT: Final = datetime(2018, 3, 5, 9, 30, tzinfo=UTC)

SOURCE_TABLES: Final = """
CREATE TABLE counter (id uuid PRIMARY KEY, last int NOT NULL);
CREATE TABLE command (id uuid PRIMARY KEY, facts int NOT NULL);
CREATE TABLE counted (
    counter_id uuid NOT NULL, number int NOT NULL, command_id uuid NOT NULL, poison text NOT NULL,
    PRIMARY KEY (counter_id, number)
);
-- Some transactions stay open after their outbox rows are written: those are what a naive relay loses.
CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF random() < 0.1 THEN PERFORM pg_sleep(random() * 0.05); END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER command_lingers AFTER INSERT ON command DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION linger();
"""
SINK_TABLES: Final = """
CREATE TABLE applied (
    nth bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, counter_id uuid NOT NULL, number int NOT NULL
);
-- says in one value per counter what was applied to it and in which order
CREATE TABLE tally (counter_id uuid PRIMARY KEY, last int NOT NULL, chain text NOT NULL);
"""

_ONCE = "INSERT INTO command (id, facts) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true"
_MOVE = """
INSERT INTO counter (id, last) SELECT * FROM unnest($1::uuid[], $2::int[])
ON CONFLICT (id) DO UPDATE SET last = counter.last + excluded.last RETURNING id, last
"""
_COUNTED = "INSERT INTO counted SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[])"
_APPLIED = "INSERT INTO applied (counter_id, number) SELECT * FROM unnest($1::uuid[], $2::int[])"
_CHAINS = "SELECT counter_id, chain FROM tally WHERE counter_id = ANY($1::uuid[])"
_TALLY = """
INSERT INTO tally SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[])
ON CONFLICT (counter_id) DO UPDATE SET last = excluded.last, chain = excluded.chain
"""


class Poisonous(Exception):
    """A fact that was made to fail."""


class Counted(Fact, type="cymru.dolen.counter.moved.v1", topic="prove.counter.v1", key="counter_id"):
    counter_id: UUID
    number: int
    """Equals the fact's `aggversion`: both count the moves of one counter."""
    poison: Poison = ""


@dataclass(frozen=True, slots=True)
class Command:
    """Move each of `counters` on by one, in this order; the same one may be there several times. `poison` is
    the place in it whose fact cannot be applied, and how that fails."""

    id: UUID
    counters: tuple[UUID, ...]
    poison: tuple[int, Poison] | None = None


async def count(work: UnitOfWork, command: Command) -> None:
    """Do the command, unless it has been done: whoever got no answer may ask again."""
    connection = await work.connection()
    if not await connection.fetchval(_ONCE, command.id, len(command.counters)):
        return
    moves = Counter(command.counters)
    ids = sorted(moves)  # everybody locks in the same order
    rows = await connection.fetch(_MOVE, ids, [moves[each] for each in ids])
    last = {row["id"]: row["last"] - moves[row["id"]] for row in rows}
    facts = []
    for nth, counter in enumerate(command.counters):
        last[counter] += 1
        poison = command.poison[1] if command.poison and command.poison[0] == nth else ""
        facts.append(
            Counted(counter_id=counter, number=last[counter], poison=poison, happened_at=HAPPENED_AT)
        )
    await connection.execute(
        _COUNTED,
        [fact.counter_id for fact in facts],
        [fact.number for fact in facts],
        [command.id] * len(facts),
        [fact.poison for fact in facts],
    )
    work.announce(*facts)


def applying(is_cured: Callable[[], bool]) -> Reactions:
    """Reactions that write down every fact in the order in which it is applied. Poison fails until
    `is_cured`."""
    reactions = Reactions()

    @reactions.to_all(Counted)
    async def apply(work: UnitOfWork, facts: Sequence[Any]) -> None:
        connection = await work.connection()
        await connection.execute(
            _APPLIED, [fact.counter_id for fact in facts], [fact.number for fact in facts]
        )
        for fact in facts:
            if fact.poison == "raises" and not is_cured():
                raise Poisonous
            if fact.poison == "breaks" and not is_cured():
                await connection.execute("SELECT 1 / 0")
        keys = sorted({fact.counter_id for fact in facts})
        chains = {row["counter_id"]: row["chain"] for row in await connection.fetch(_CHAINS, keys)}
        last: dict[UUID, int] = {}
        for fact in facts:
            said = f"{chains.get(fact.counter_id, '')} {fact.number}"
            chains[fact.counter_id] = hashlib.sha256(said.encode()).hexdigest()[:32]
            last[fact.counter_id] = fact.number
        await connection.execute(_TALLY, keys, [last[key] for key in keys], [chains[key] for key in keys])

    return reactions
