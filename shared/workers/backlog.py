"""Measures the backlog of a service: facts that wait to be sent, to be taken in, or for somebody to look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg

from shared.messaging.transport import Transport
from shared.workers import inbox

# An event's id begins with the time it was made at, by a clock that may be ahead of this one; 0 is kept for
# an outbox where nothing waits.
_OUTBOX_AGE = """
SELECT greatest(0.001, extract(epoch FROM now() - uuid_extract_timestamp(event_id)))::float8
FROM outbox ORDER BY seq LIMIT 1
"""
_DEAD_LETTERS = "SELECT (SELECT count(*) FROM dead_letter) + (SELECT count(*) FROM unsent)"


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in one service: the age of the oldest fact that is not yet sent, the number of facts on the
    bus that are not yet taken in, by topic, and the number of facts that were set aside."""

    outbox_age_seconds: float
    lag: Mapping[str, int]
    dead_letters: int

    def figures(self) -> dict[str, float]:
        """Return the backlog in three numbers; the lag is that of all topics together."""
        return {
            "outbox_age_seconds": round(self.outbox_age_seconds, 3),
            "lag": sum(self.lag.values()),
            "dead_letters": self.dead_letters,
        }


async def backlog(connection: asyncpg.Connection, transport: Transport, topics: Sequence[str]) -> Backlog:
    """Return the backlog as it is now. Raises as `Transport.heads` does when the bus cannot be reached."""
    age = await connection.fetchval(_OUTBOX_AGE)
    lag = {}
    for topic in topics:
        heads, known = await transport.heads(topic), await inbox.offsets(connection, topic)
        lag[topic] = sum(head - known.get(partition, 0) for partition, head in heads.items())
    return Backlog(age or 0.0, lag, await connection.fetchval(_DEAD_LETTERS))
