"""Whether the faults did what they should: a fault that nobody feels proves nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

from shared.messaging.envelope import Envelope
from tests.verification.fault_injection.server import Server
from tests.verification.fault_injection.worker_pool import Crew

_WRONG_BY: Final = timedelta(minutes=30)

_SHOWS: Final = {
    "dies": "processes made to die, and replaced",
    "kill -9 of a": "processes made to die, and replaced",
    "of PostgreSQL": "recoveries of PostgreSQL from its log",
    "swapped": "swapped records on the bus",
    "clock": "facts under a clock wrong by an hour",
    "reader set back": "records that an inbox had already",
}
"""What a kind of fault, by a part of its name, has to leave behind."""


def gathered(
    crew: Crew, server: Server, events: Sequence[Envelope], *, swapped: int, since: datetime
) -> dict[str, int]:
    """`since` is when the run began."""
    until = datetime.now(UTC)
    times = [datetime.fromisoformat(orjson.loads(event.headers)["recordedat"]) for event in events]
    return {
        "processes made to die, and replaced": sum(member.expected for member in crew.members),
        "recoveries of PostgreSQL from its log": server.recoveries(),
        "swapped records on the bus": swapped,
        "facts under a clock wrong by an hour": sum(
            not since - _WRONG_BY < time < until + _WRONG_BY for time in times
        ),
        "records that an inbox had already": crew.repeated,
    }


def missing(faults: Sequence[str], evidence: dict[str, int]) -> list[str]:
    """Faults that left no trace."""
    return [
        name
        for name in faults
        if any(part in name and not evidence[shows] for part, shows in _SHOWS.items() if "broker" not in name)
    ]
