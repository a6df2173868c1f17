"""What a producer meant to do and what it was told was done: a file outside the database, synced to the disk
before anybody relies on a line in it."""

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

_INTENT, _ACKNOWLEDGED = "I", "A"


@dataclass
class Told:
    """What a ledger says: facts per command, of those meant and of those acknowledged."""

    meant: dict[UUID, int] = field(default_factory=dict)
    acknowledged: dict[UUID, int] = field(default_factory=dict)


class Ledger:
    """The ledger of one producer; it goes on where the producer before it was killed."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        torn = os.fstat(self._file).st_size and os.pread(self._file, 1, os.fstat(self._file).st_size - 1)
        if torn not in (0, b"\n"):
            os.write(self._file, b"\n")  # its last line was cut off with its writer, and counts for nothing
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def meant(self, command: UUID, facts: int) -> None:
        await self._write(_INTENT, command, facts)

    async def acknowledged(self, command: UUID, facts: int) -> None:
        await self._write(_ACKNOWLEDGED, command, facts)

    async def _write(self, word: str, command: UUID, facts: int) -> None:
        """Returns when the line is on the disk; lines that wait together are synced together."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((f"{word} {command} {facts} .\n".encode(), done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            await asyncio.to_thread(self._to_disk, b"".join(line for line, _ in waiting))
            for _, done in waiting:
                done.set_result(None)

    def _to_disk(self, lines: bytes) -> None:
        os.write(self._file, lines)
        os.fsync(self._file)


def read(*paths: Path) -> Told:
    """What these ledgers say together."""
    told = Told()
    for path in paths:
        for line in path.read_text().splitlines() if path.exists() else ():
            match line.split(" "):
                case [word, command, facts, "."]:
                    kept = told.meant if word == _INTENT else told.acknowledged
                    kept[UUID(command)] = int(facts)
    return told
