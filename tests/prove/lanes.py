"""Where the facts of one part of a run travel: a bus of its own in the server, or topics of its own in the
cluster."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final, Literal, TypeVar
from uuid import UUID

from shared import db
from shared.events.envelope import Envelope
from shared.events.kafka import KafkaLog
from shared.events.postgres_log import PostgresLog
from shared.events.transport import Transport
from tests.eventually import a_while
from tests.prove.counting import Counted

T = TypeVar("T")

_ANSWERS_WITHIN: Final = 90
_ASKED_AGAIN_AFTER: Final = 0.5


@dataclass(frozen=True, slots=True)
class Lane:
    """`address` is a database's or that of the brokers; `prefix` is what topics begin with."""

    bus: Literal["postgres", "kafka"]
    address: str
    prefix: str = ""

    def transport(self, name: str) -> Transport:
        if self.bus == "kafka":
            return KafkaLog(self.address, name=name, prefix=self.prefix)
        return PostgresLog(self.address, name=name)


async def insisted(ask: Callable[[], Awaitable[T]]) -> T:
    """What the bus answers, once it does. A transport says when there was no answer in time, and leaves it to
    its caller to ask again; relays and consumers do, and so does whoever looks on."""
    give_up = monotonic() + _ANSWERS_WITHIN
    while True:
        try:
            return await ask()
        except Exception as error:
            if not db.is_transient(error) or monotonic() > give_up:
                raise
        await a_while(_ASKED_AGAIN_AFTER)


async def everything(lane: Lane) -> list[Envelope]:
    """Every record on the lane, in the order of its partitions, repetitions included."""
    transport = lane.transport("look")
    try:
        found = []
        for partition, head in sorted((await insisted(partial(transport.heads, Counted.topic))).items()):
            at = 0
            while at < head:
                came = await insisted(partial(transport.read, Counted.topic, {partition: at}, limit=2000))
                for each in came:
                    found.append(each.envelope)
                    at = each.offset + 1
                if not came:  # it may be on its way, and a look does not let it arrive
                    await insisted(partial(transport.wait, seconds=0.5))
        return found
    finally:
        await transport.close()


def place_of(envelope: Envelope) -> tuple[UUID, int]:
    """Which move of which counter it tells of, by its own words."""
    fact = Counted.read(envelope.data)
    return fact.counter_id, fact.number
