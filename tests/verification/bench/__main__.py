"""Runs the benches whose names are given, or all but the longest, and prints the figures."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from tests.platform import Platform, a_platform
from tests.verification.bench import backlog, bus, fairness, graph, intake, latency, limits, tables
from tests.verification.bench.report import heading, line, quantiles


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.verification.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    wanted = parser.parse_args().parts or ["platform", "bus", "graph", "fairness"]
    for name in wanted:
        if name not in PARTS:
            parser.error(f"there is no bench {name!r}")
    for name in wanted:
        await PARTS[name]()


async def _platform() -> None:
    """What a caller meets: intake, latency and tables, against one platform."""
    with a_platform() as platform:
        await platform.ready()
        await _intake(platform)
        await _latency(platform)
        await _tables(platform, "the demonstration's 8,391 enrolments")
        counted = await tables.grow_to_a_million(platform)
        await _tables(platform, f"{counted:,} enrolments")


async def _intake(platform: Platform) -> None:
    heading(
        f"Intake: POST /v1/events at the gateway → applied in outcomes, batches of {intake.BATCH:,}, seven"
        f" providers with {intake.CONNECTIONS} connections each; limit in batches of {limits.BATCH}"
    )
    rows = [(provider, event) for provider, events in intake.told() for event in events]
    before = await limits.copied_rows_per_second(platform.server("postgres"), rows)
    events, answered, applied = await intake.events_per_second(platform)
    after = await limits.copied_rows_per_second(platform.server("postgres"), rows)
    copy = (before + after) / 2
    limit = f"COPY {copy:,.0f} rows/s"
    line(
        f"{events:,} events, until answered", f"{answered:,.0f} events/s", limit=limit, ratio=answered / copy
    )
    line(f"{events:,} events, until applied", f"{applied:,.0f} events/s", limit=limit, ratio=applied / copy)


async def _latency(platform: Platform) -> None:
    heading("Latency: from the answer to a registration until it is in the figure")
    samples, rate = await latency.answer_to_figure(platform, seconds=20)
    p50, p99 = quantiles(samples)
    line(f"{len(samples)} registrations, p50", f"{p50:,.0f} ms")
    line(f"{len(samples)} registrations, p99", f"{p99:,.0f} ms")
    line("events that came in besides", f"{rate:,.0f} events/s")


async def _tables(platform: Platform, size: str) -> None:
    heading(f"Tables at {size}: GET at the gateway, median of {tables.TIMES}; limit: its SQL alone")
    for table, (asked, bare) in (await tables.milliseconds(platform)).items():
        line(table, f"{asked:,.1f} ms", limit=f"{bare:,.1f} ms", ratio=bare / asked)


async def _fairness() -> None:
    heading(
        f"Fairness: a provider's event at the gateway until answered, {fairness.PACE} a second, while another"
        f" posts {fairness.FLOOD} times its budget; 1.5 times quiet at most"
    )
    with fairness.limited() as platform:
        await platform.ready()
        measured = await fairness.waits(platform)
    quiet, flooded = quantiles(measured.quiet), quantiles(measured.flooded)
    for name, before, after in zip(("p50", "p99"), quiet, flooded, strict=True):
        line(f"{name}, flooded", f"{after:,.1f} ms", limit=f"quiet {before:,.1f} ms", ratio=after / before)
    line("of the flood, let through", f"{measured.let_through:,} batches")
    line("of the flood, refused", f"{measured.refused:,} batches")


PARTS: Final[dict[str, Callable[[], Awaitable[None]]]] = {
    "platform": _platform,
    "bus": bus.main,
    "graph": graph.graph,
    "fairness": _fairness,
    "backlog": backlog.main,
}


if __name__ == "__main__":
    asyncio.run(main())
