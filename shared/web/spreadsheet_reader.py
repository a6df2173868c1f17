"""Reader process of spreadsheets: a file on its standard input, rows of text as JSON on its standard output.
Whatever is too large for its bounds ends it."""

import io
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
from python_calamine import CalamineWorkbook

MEMORY_BYTES: Final = 512 * 1024 * 1024
PROCESSOR_SECONDS: Final = 10
WALES: Final = ZoneInfo("Europe/London")


def text_of(cell: Any, column: str) -> str:
    """Write a cell as it would stand in a CSV file: a whole number without a point, a date by ISO 8601, and
    an hour of a day as it is in Wales. `time` is an instant also at midnight; elsewhere that is a day."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (column == "time" or cell.time() != time.min):
        return cell.replace(tzinfo=WALES).isoformat()
    if isinstance(cell, date) and column == "time":
        return datetime.combine(cell, time.min, WALES).isoformat()
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def rows_of(body: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the first sheet's first row, and those after it that are not empty, each with its number, from 1.
    Raises CalamineError."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0)
    found = iter(sheet.to_python(skip_empty_area=False))
    names = [str(cell).strip() for cell in next(found, [])]
    yield 1, names
    for number, cells in enumerate(found, start=2):
        row = [text_of(cell, name) for cell, name in zip(cells, names, strict=True)]
        if any(map(str.strip, row)):
            yield number, row


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows = list(islice(rows_of(sys.stdin.buffer.read()), int(sys.argv[1])))
    sys.stdout.buffer.write(orjson.dumps(rows))


if __name__ == "__main__":
    main()
