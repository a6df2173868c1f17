"""How fast facts get from a command to where they are applied, over either bus, and what relay and consumer
have in it."""

from dataclasses import dataclass
from time import monotonic

from deploy.kafka.jars import KafkaMissing
from tests.verification.bench import limits
from tests.verification.bench.environment import Bus, Ground, Lane, a_ground, reached
from tests.verification.bench.report import heading, line, quantiles

FACTS = 40_000
A_COMMAND = 100
TIMES = 3
GOAL = 5_000
RATE = 200
RATE_SECONDS = 15

NAMES: dict[Bus, str] = {"postgres": "the Postgres log", "kafka": "Kafka"}


@dataclass(frozen=True)
class Limit:
    """What the driver alone does with as many bytes, on this machine and at this moment."""

    name: str
    rate: float

    def line(self, what: str, rate: float, processor: str = "") -> None:
        """`processor` is the time that our processes took of it, a fact."""
        ratio = rate / self.rate
        line(what, f"{rate:,.0f} facts/s", limit=f"{self.name} {self.rate:,.0f}/s", ratio=ratio)
        if processor:
            print(f"    processor time of our process, a fact: {processor}")


async def main() -> None:
    for bus, name in NAMES.items():
        heading(
            f"Bus: {name}, {FACTS:,} facts, {A_COMMAND} a command (goal over the Postgres log: p99 < 50 ms)"
        )
        try:
            async with a_ground(bus) as ground:
                await _measured(ground)
        except KafkaMissing as missing:
            print(f"not measured: {missing}")


async def _measured(ground: Ground) -> None:
    limit = await _limit(ground)
    async with ground.lane() as lane:
        await _in_parts(lane, limit)
        await _together(lane, limit)
    for apart in (False, True):
        async with ground.lane() as lane:
            await _latency(lane, apart=apart)


async def _limit(ground: Ground) -> Limit:
    """The best of several: whatever else is at work on the machine takes some of it away."""
    if ground.bus == "kafka":
        sent = [await limits.sent_records_per_second(ground.brokers, FACTS) for _ in range(TIMES)]
        return Limit("aiokafka alone", max(sent))
    server = f"{ground.server}/postgres"
    return Limit(
        "asyncpg alone", max([await limits.inserted_rows_per_second(server, FACTS) for _ in range(TIMES)])
    )


async def _in_parts(lane: Lane, limit: Limit) -> None:
    """One after the other: commands into the outbox, out of it onto the bus, from there into the reader."""
    limit.line("commands alone, into the outbox", *await _announced(lane))
    limit.line("relay alone, a full outbox onto the bus", *await _drained(lane, FACTS, relay=True))
    limit.line("consumer alone, a full bus, inbox and effect", *await _drained(lane, FACTS, consumer=True))


async def _together(lane: Lane, limit: Limit) -> None:
    await _announced(lane)
    both = await _drained(lane, 2 * FACTS, relay=True, consumer=True)
    limit.line(f"relay and consumer at once (goal {GOAL:,}/s)", *both)
    commands = await lane.hand("all", facts=FACTS, each=A_COMMAND)
    reader = await lane.hand("worker", reads=True)
    began = monotonic()
    for hand in (commands, reader):
        hand.begin()
    seconds = await reached(lane.taken_in, 3 * FACTS) - began
    for hand in (commands, reader):
        await hand.end()
    limit.line("commands, relay and consumer at once, to applied", FACTS / seconds)


async def _announced(lane: Lane) -> tuple[float, str]:
    hand = await lane.hand("api", facts=FACTS, each=A_COMMAND)
    began = monotonic()
    hand.begin()
    await hand.done()
    seconds = monotonic() - began
    return FACTS / seconds, _each(await hand.end())


async def _drained(
    lane: Lane, count: int, *, relay: bool = False, consumer: bool = False
) -> tuple[float, str]:
    hands = [
        *([await lane.hand("worker")] if relay else []),
        *([await lane.hand("worker", reads=True)] if consumer else []),
    ]
    began = monotonic()
    for hand in hands:
        hand.begin()
    seconds = await reached(lane.taken_in if consumer else lane.sent, count) - began
    return FACTS / seconds, " and ".join([_each(await hand.end()) for hand in hands])


def _each(said: dict[str, float]) -> str:
    return f"{said['seconds'] / FACTS * 1e6:.0f} µs"


async def _latency(lane: Lane, *, apart: bool) -> None:
    """From the moment a command is committed to the moment at which what it announced is applied, and that
    committed. `apart` is how it is where a service answers in one process and works in another."""
    commands = await lane.hand("api" if apart else "all", facts=RATE * RATE_SECONDS, rate=RATE)
    workers = [await lane.hand("worker")] if apart else []
    reader = await lane.hand("worker", reads=True)
    for hand in (reader, *workers, commands):
        hand.begin()
    await commands.done()
    await reached(lane.taken_in, RATE * RATE_SECONDS)
    committed, applied = (await commands.end())["committed"], (await reader.end())["applied"]
    for worker in workers:
        await worker.end()
    p50, p99 = quantiles([applied[note] - at for note, at in committed.items()][RATE:])
    how = "api and worker apart" if apart else "one process a service"
    line(f"commit to applied, {RATE}/s, {how}", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms")
