"""Writes rows as CSV (RFC 4180) and as XLSX."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from xlsxwriter import Workbook

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_METADATA: Final = "application/csvm+json"
"""CSV on the Web: what the columns of a CSV mean (W3C, "Metadata Vocabulary for Tabular Data")."""

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, at most 31 characters, and its rows, the columns' names first."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows with the columns' names on top; what there is none of is an empty field. A text that a
    spreadsheet would take for a formula has an apostrophe before it: somebody else may have written it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=columns)
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def write_xlsx(sheets: Iterable[Sheet], *, created: datetime) -> bytes:
    """Write a workbook. A text is a text also where it looks like a formula or an address: nothing in a cell
    is ever worked out or followed."""
    body = io.BytesIO()
    with Workbook(body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": created})
        heading = book.add_format({"bold": True})
        for each in sheets:
            sheet = book.add_worksheet(each.name)
            sheet.write_row(0, 0, each.columns, heading)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(each.rows, start=1):
                sheet.write_row(number, 0, [_cell(row.get(name)) for name in each.columns])
            sheet.autofit()
    return body.getvalue()


def _cell(value: Any) -> str | int | float | None:
    return value if isinstance(value, str | int | float | None) else str(value)
