"""`dolen import`: posts a file of one form (CSV, XLSX, ODS), however long, and tells which of its rows were
refused."""

import asyncio
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import httpx
import stamina
import typer

from deploy.localrun.run_config import RunConfig
from deploy.topology import GATEWAY
from shared.web.spreadsheets import SpreadsheetUnreadable, read_sheet

ROWS: Final = 500
"""Rows of one request: half of what is taken, so that rows of 8 KiB still fit."""
MOST_ROWS: Final = 1_048_576
"""Of a sheet: no spreadsheet has more."""
_PATIENCE_SECONDS: Final = 120.0
_MAY_PASS: Final = frozenset({429, 502, 503, 504})


class ImportFailed(Exception):
    """A file was not posted to its end; the message says why. Posting it again does nothing twice."""


def post_file(form: str, file: Path, *, token: str, gateway: str | None) -> None:
    """Posts a file in parts and prints a line for each refused row; ends the command with 1 where there are
    any. What the rows say is never printed. Raises ImportFailed."""
    accepted = refused = 0
    address = gateway or RunConfig.of().url(GATEWAY)
    with httpx.Client(base_url=address, timeout=60, headers={"authorization": f"Bearer {token}"}) as client:
        for lines, part in _parts(file):
            for line, result in zip(lines, _post(client, form, part), strict=True):
                if result["status"] != "rejected":
                    accepted += 1
                    continue
                refused += 1
                typer.echo(f"line {line}: {_reason(result['problem'])}")
    typer.echo(f"{accepted} taken, {refused} refused")
    if refused:
        raise typer.Exit(1)


def _parts(file: Path) -> Iterator[tuple[list[int], bytes]]:
    """Split a file into parts, each with its first line, and the lines on which its rows end. Raises
    ImportFailed."""
    try:
        table = _spreadsheet(file) if file.suffix.lower() in {".xlsx", ".ods"} else _csv(file)
        _, names = next(table, (1, []))
        filled = ((line, cells) for line, cells in table if any(map(str.strip, cells)))
        while rows := list(islice(filled, ROWS)):
            part = io.StringIO()
            csv.writer(part).writerows([names, *(cells for _, cells in rows)])
            yield [line for line, _ in rows], part.getvalue().encode()
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportFailed(f"{file.name} is not CSV in UTF-8") from error
    except SpreadsheetUnreadable as error:
        raise ImportFailed(f"{file.name} is no spreadsheet, or too large for one: save it as CSV") from error
    except OSError as error:
        raise ImportFailed(f"{file.name}: {error.strerror}") from error


def _csv(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Read rows, each with the line on which it ends. Raises UnicodeDecodeError, csv.Error, OSError."""
    found = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""), strict=True)
    for cells in found:
        yield found.line_num, cells


def _spreadsheet(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Read rows, each with its number. Raises SpreadsheetUnreadable, OSError."""
    yield from asyncio.run(read_sheet(file.read_bytes(), most_rows=MOST_ROWS))


@stamina.retry(
    on=lambda error: (
        isinstance(error, httpx.TransportError)
        or (isinstance(error, httpx.HTTPStatusError) and error.response.status_code in _MAY_PASS)
    ),
    attempts=None,
    timeout=_PATIENCE_SECONDS,
)
def _ask(client: httpx.Client, form: str, part: bytes) -> httpx.Response:
    answer = client.post(
        "/v1/events", params={"form": form}, content=part, headers={"content-type": "text/csv"}
    )
    if answer.status_code in _MAY_PASS:
        answer.raise_for_status()
    return answer


def _post(client: httpx.Client, form: str, part: bytes) -> list[dict[str, Any]]:
    try:
        answer = _ask(client, form, part)
    except httpx.HTTPError as error:
        raise ImportFailed("the gateway does not answer") from error
    if answer.status_code != 200:
        raise ImportFailed(_reason(answer.json()))
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def _reason(problem: dict[str, Any]) -> str:
    places = ", ".join(dict.fromkeys(each["pointer"] for each in problem.get("errors", ())))
    return (
        f"{problem['code']} {places}: {problem['title']}"
        if places
        else f"{problem['code']}: {problem['title']}"
    )
