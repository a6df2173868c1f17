"""Whether a million facts that had to wait are caught up with at a steady pace, in flat memory, and leave no
bloat behind."""

from time import monotonic

from deploy.kafka.jars import KafkaMissing
from tests.verification.bench.bus import NAMES
from tests.verification.bench.environment import Ground, Lane, a_ground, reached
from tests.verification.bench.report import heading, line, quantiles

FACTS = 1_000_000
A_COMMAND = 500
STEP = 100_000

_SIZES = "SELECT pg_table_size('outbox') AS rows, pg_indexes_size('outbox') AS indexes"


async def main() -> None:
    for bus, name in NAMES.items():
        heading(f"Backlog: {FACTS:,} facts wait in an outbox, then go over {name}")
        try:
            async with a_ground(bus) as ground:
                await _measured(ground)
        except KafkaMissing as missing:
            print(f"not measured: {missing}")


async def _measured(ground: Ground) -> None:
    async with ground.lane() as lane:
        await _size(lane, "the outbox, empty")
        await _fill(lane, FACTS)
        await _size(lane, "the outbox, full")
        _tell_looks(await _drain(lane, 0, FACTS))
        await _size(lane, "the outbox, drained")
        await lane.rows.execute("VACUUM outbox")
        await _size(lane, "the outbox, vacuumed")
        await _fill(lane, FACTS // 10)
        await _drain(lane, FACTS, FACTS // 10)
        await lane.rows.execute("VACUUM outbox")
        await _size(lane, f"the outbox, after {FACTS // 10:,} more")


async def _fill(lane: Lane, facts: int) -> None:
    hand = await lane.hand("api", facts=facts, each=A_COMMAND)
    began = monotonic()
    hand.begin()
    await hand.done()
    line(f"{facts:,} facts announced", f"{facts / (monotonic() - began):,.0f} facts/s")
    await hand.end()


async def _drain(lane: Lane, begin: int, facts: int) -> list[float]:
    """How long each look of the relay took, in seconds."""
    hands = [await lane.hand("worker"), await lane.hand("worker", reads=True)]
    for hand in hands:
        hand.begin()
    before = monotonic()
    for count in range(begin + STEP, begin + facts + 1, STEP):
        after = await reached(lane.taken_in, count)
        relay, consumer = [await hand.memory() for hand in hands]
        line(
            f"up to {count:,} applied",
            f"{STEP / (after - before):,.0f} facts/s   relay {relay:.0f} MB   consumer {consumer:.0f} MB",
        )
        before = after
    looks: list[float]
    looks, _ = [(await hand.end())["looks"] for hand in hands]
    return looks


def _tell_looks(looks: list[float]) -> None:
    """A look that wades through what has been deleted takes longer the more that is."""
    for which, some in (("first", looks[: len(looks) // 10]), ("last", looks[-len(looks) // 10 :])):
        p50, p99 = quantiles(some)
        line(f"the relay's looks, the {which} tenth", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms")


async def _size(lane: Lane, what: str) -> None:
    size = await lane.rows.fetchrow(_SIZES)
    assert size is not None
    line(what, f"rows {size['rows'] / 1e6:,.1f} MB, indexes {size['indexes'] / 1e6:,.1f} MB")
