"""Routes of facts: a bus of its own in the server, or topics of its own in the cluster."""

from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID

from shared.messaging.envelope import Envelope
from shared.messaging.kafka import KafkaLog
from shared.messaging.postgres_log import PostgresLog
from shared.messaging.transport import Transport
from tests.eventually import insisted
from tests.verification.fault_injection.counting import Counted


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
