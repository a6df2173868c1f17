"""The one log of a run: a line per line of any process, with its name in front, and never without end."""

import asyncio
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

LONGEST = 64 * 1024
"""Bytes of one line; what is longer is cut into several."""


class RunLog:
    """DOLEN_HOME/log/dolen.log, 20 MB and three older ones."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / "dolen.log"
        self._file = RotatingFileHandler(self.path, maxBytes=20_000_000, backupCount=3, encoding="utf-8")
        self._file.setFormatter(logging.Formatter("%(asctime)s %(name)-12s | %(message)s"))

    def write(self, name: str, line: str) -> None:
        self._file.handle(logging.LogRecord(name, logging.INFO, "", 0, line, None, None))

    async def copy(self, name: str, output: asyncio.StreamReader) -> None:
        """Writes everything a process says, until it closes its output."""
        rest = b""
        while chunk := await output.read(LONGEST):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self.write(name, line.decode(errors="replace").rstrip("\r"))
        if rest:
            self.write(name, rest.decode(errors="replace"))

    def tail(self, name: str, lines: int = 15) -> str:
        """The last things a process said."""
        mark = f" {name:<12} | "
        with self.path.open(encoding="utf-8", errors="replace") as file:
            return "".join([line for line in file if mark in line][-lines:])

    def close(self) -> None:
        self._file.close()
