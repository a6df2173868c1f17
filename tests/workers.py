"""Starts a second worker of every service, and reads how workers share the partitions."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import asyncpg

from deploy.topology import SERVICES
from shared.messaging.envelope import PARTITIONS
from shared.workers.consumer import OWNERSHIP
from shared.workers.outbox_relay import LEADERSHIP
from tests.platform import Platform
from tests.ports import free_ports

HALVED = {(PARTITIONS // 2, PARTITIONS // 2)}
"""The shares while two workers of every service have settled."""
WHOLE = {(PARTITIONS,)}
"""The shares of workers that are alone."""
TAKEN_OVER_WITHIN = 10
"""Seconds after a worker was killed, on a quiet machine."""

_HELD = """
SELECT classid::bigint AS kind, pid, count(*) AS partitions FROM pg_locks
WHERE locktype = 'advisory' AND granted AND classid::bigint = ANY($1) AND objid::bigint < $2
AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY kind, pid
"""


@contextmanager
def second_workers(platform: Platform) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """One more worker of each service; killed, without warning, at the end of the block."""
    port = free_ports(len(SERVICES))
    with ExitStack() as held, (platform.run_config.home / "seconds.log").open("ab") as log:
        started = []
        for nth, service in enumerate(SERVICES):
            told = {**platform.run_config.environment_of(service), "DOLEN_LISTEN_PORT": str(port + nth)}
            process = subprocess.Popen(
                [sys.executable, "-m", "deploy.cli", "serve", service, "--role", "worker"],
                env=told, stdout=log, stderr=log,
            )  # fmt: skip
            held.callback(process.wait)
            held.callback(process.kill)
            started.append(process)
        yield started


async def shares(platform: Platform) -> set[tuple[int, ...]]:
    """How many partitions each worker has, of every service and by relays and consumers alike."""
    found = set()
    for service in SERVICES:
        connection = await asyncpg.connect(platform.server(service))
        try:
            rows = await connection.fetch(_HELD, [LEADERSHIP, OWNERSHIP], PARTITIONS)
        finally:
            await connection.close()
        of: dict[int, list[int]] = {LEADERSHIP: [], OWNERSHIP: []}
        for row in rows:
            of[row["kind"]].append(row["partitions"])
        found |= {tuple(each) for each in of.values()}
    return found
