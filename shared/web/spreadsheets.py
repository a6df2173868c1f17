"""Reads a spreadsheet in a process of its own, whose memory and time are bounded: a small file can unfold to
anything, or name a cell a million rows down."""

import asyncio
import sys
from typing import Final

import orjson

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_PATIENCE_SECONDS: Final = 30.0
"""Until a reader that waits for the processor is given up; its own processor time is bounded far lower."""

_one_at_a_time = asyncio.Semaphore(1)
"""Readers of this process take turns: their memory is bounded together."""


class SpreadsheetUnreadable(Exception):
    """A body is no spreadsheet, or takes more memory or time to read than a file of events does."""


async def read_sheet(body: bytes, *, most_rows: int) -> list[tuple[int, list[str]]]:
    """Read the first sheet of an XLSX or ODS file as rows of text, each with its number: the first one, and
    then those that are not empty, up to `most_rows` of them. Raises SpreadsheetUnreadable."""
    async with _one_at_a_time:
        reader = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "shared.web.spreadsheet_reader", str(most_rows)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                said, _ = await reader.communicate(body)
        except TimeoutError as error:
            raise SpreadsheetUnreadable from error
        finally:
            if reader.returncode is None:
                reader.kill()
                await reader.wait()
    if reader.returncode != 0:
        raise SpreadsheetUnreadable
    return [(number, cells) for number, cells in orjson.loads(said)]
