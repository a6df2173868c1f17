"""Whether what a service knows is what the facts say: a second read model is built from the first fact on,
beside the live one, and the two are compared."""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import asyncpg

from deploy import databases, entrypoints
from deploy.localrun import postgres
from deploy.localrun.run_config import RunConfig
from deploy.replay.checksums import Checksum, checksums
from shared.messaging.transport import Transport
from shared.migrations import runner
from shared.runtime.service import Service
from shared.workers import inbox

REPLAYABLE: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    # a claim's id is made up when it is decided, and a course's when its participant is erased; everything
    # they say follows from facts
    "outcomes": {
        "claim": frozenset({"id"}),
        "course": frozenset({"id"}),
        "person_key": frozenset({"master_version"}),
    },
}
"""Services all of whose knowledge comes from facts, with the columns that are no part of it, by table."""

_UNLINKED: Final = {
    "enrolment": "id",
    **dict.fromkeys(("soft_outcome", "claim", "wheel", "recent_use", "support", "course"), "enrolment_id"),
}
"""Where ids are made at random when somebody is erased."""

_LOOK_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Compared:
    table: str
    live: Checksum | None
    rebuilt: Checksum | None

    @property
    def same(self) -> bool:
        return self.live == self.rebuilt


async def replay(
    run_config: RunConfig, name: str, *, keep: bool, progress: Callable[[int, int], None]
) -> list[Compared]:
    """Rebuilds `name` in the database `<name>_replay` of the local server and compares it with the live one
    at a moment when both have read the same. `progress` is told how many facts of how many are taken in.

    Nothing is relayed from there and no timer runs: what the facts once caused is not caused again."""
    service: Service = import_module(f"services.{name}.app").SERVICE
    server = run_config.database_url(postgres.SUPERUSER, "").rstrip("/")
    beside = f"{name}_replay"
    await _drop(server, beside)
    await databases.add(server, beside, like=name)
    try:
        address = run_config.database_url(f"{name}_owner", beside)
        await asyncio.to_thread(runner.upgrade, entrypoints.migrations(name), address)
        with _environment(run_config, name, beside):
            settings = service.settings()
        live = await asyncpg.connect(f"{server}/{name}")
        rebuilt = await asyncpg.connect(f"{server}/{beside}")
        try:
            async with service.replaying(settings) as replayed:
                await _caught_up(service.reactions.topics, replayed.bus, live, rebuilt, progress)
                await replayed.end()
            return await _compare(live, rebuilt, REPLAYABLE[name])
        finally:
            await live.close()
            await rebuilt.close()
    finally:
        if not keep:
            await _drop(server, beside)


async def _caught_up(
    topics: list[str],
    bus: Transport,
    live: asyncpg.Connection,
    rebuilt: asyncpg.Connection,
    progress: Callable[[int, int], None],
) -> None:
    while True:
        heads = {topic: await bus.heads(topic) for topic in topics}
        total = sum(sum(of_topic.values()) for of_topic in heads.values())
        places = [{topic: await inbox.offsets(each, topic) for topic in topics} for each in (live, rebuilt)]
        progress(sum(sum(of_topic.values()) for of_topic in places[1].values()), total)
        if places[0] == places[1] == heads:
            return
        await asyncio.sleep(_LOOK_SECONDS)


async def _compare(
    live: asyncpg.Connection, rebuilt: asyncpg.Connection, ignoring: Mapping[str, frozenset[str]]
) -> list[Compared]:
    one, other = [await checksums(each, ignoring, unlinked=_UNLINKED) for each in (live, rebuilt)]
    return [Compared(table, one.get(table), other.get(table)) for table in sorted({*one, *other})]


async def _drop(server: str, database: str) -> None:
    admin = await asyncpg.connect(f"{server}/postgres")
    try:
        await admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    finally:
        await admin.close()


@contextmanager
def _environment(run_config: RunConfig, name: str, database: str) -> Any:
    """The service's own settings, over another database."""
    before = dict(os.environ)
    os.environ.update(run_config.environment_of(name))
    os.environ["DOLEN_DATABASE_URL"] = run_config.database_url(f"{name}_app", database)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
