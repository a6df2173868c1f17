"""Reads events out of a file (CSV, XLSX or ODS): one form a file, one event a row, and columns named as the
fields, so that a charity without developers can post out of a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, NamedTuple

import orjson

from services.participants.forms.registry import FORMS
from services.participants.schemas.event_bodies import LARGEST_BATCH, BatchTooLarge
from services.participants.schemas.intake import PREFIX
from shared.refusal import NotFound, Refusal
from shared.web.spreadsheets import ODS, XLSX, SpreadsheetUnreadable, read_sheet

CSV: Final = "text/csv"
MEDIA_TYPES: Final = (CSV, XLSX, ODS)
ATTRIBUTES: Final = ("id", "source", "subject", "time", "programme")
"""The columns before those of the form. Where the form has a field of the same name, the column is its."""

_INTEGER: Final = re.compile(r"-?[0-9]{1,15}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BOOLEANS: Final = {"true": True, "false": False}

Kind = Literal["string", "integer", "number", "boolean", "array", "object"]


class Column(NamedTuple):
    """Where the text of a cell belongs in `data`, and what it is there."""

    path: tuple[str, ...]
    kind: Kind


class FileUnreadable(Refusal):
    code = "file-unreadable"
    status = 400
    title = (
        "The body is not the file that its media type says (CSV in UTF-8, XLSX or ODS),"
        " or its first row does not name each column once."
    )


class FormUnknown(Refusal):
    code = "form-unknown"
    status = 422
    title = "A file holds rows of one form, and the address names it: `?form=contact-recorded`, for example."


def template(form: str) -> str:
    """Make an empty file of a form: the line that names its columns. Raises NotFound."""
    if form not in FORMS:
        raise NotFound
    text = io.StringIO()
    csv.writer(text).writerow(_names(form))
    return text.getvalue()


async def rows(body: bytes, media_type: str, *, form: str | None) -> list[bytes]:
    """Turn each row of a file into an event as a system would post it, which is checked as any other. An
    empty cell is a field left out. Raises FormUnknown, FileUnreadable, BatchTooLarge."""
    if form is None or form not in FORMS:
        raise FormUnknown(pointer="/form")
    try:
        if media_type == CSV:
            return _table(form, csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
        sheet = await read_sheet(body, most_rows=LARGEST_BATCH + 2)
        return _table(form, (cells for _, cells in sheet))
    except (UnicodeDecodeError, csv.Error, SpreadsheetUnreadable) as error:
        raise FileUnreadable from error


def _table(form: str, table: Iterable[list[str]]) -> list[bytes]:
    found = iter(table)
    names = [name.strip() for name in next(found, [])]
    named = [name for name in names if name]  # spreadsheets leave empty columns at the end
    if not named or len(set(named)) < len(named):
        raise FileUnreadable
    return list(_events(form, names, found))


def _events(form: str, names: Sequence[str], found: Iterator[list[str]]) -> Iterator[bytes]:
    count = 0
    for cells in found:
        if not any(map(str.strip, cells)):  # spreadsheets leave empty rows at the end
            continue
        if len(cells) > len(names):
            raise FileUnreadable
        count += 1
        if count > LARGEST_BATCH:
            raise BatchTooLarge
        filled = {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}
        yield orjson.dumps(_event(form, filled))


def _event(form: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """Make an event of the cells that are filled. A column that the form does not have stays a field of that
    name, so that it is refused as an unknown one."""
    columns = _columns(form)
    event: dict[str, Any] = {
        "specversion": "1.0",
        "source": f"urn:dolen:file:{form}",
        "type": f"{PREFIX}{form}.v1",
    }
    data: dict[str, Any] = {}
    for name in filter(columns.__contains__, cells):
        *inside, last = columns[name].path
        part = data
        for each in inside:
            part = part.setdefault(each, {})
        part[last] = _value(cells[name].strip(), columns[name].kind)
    for name, text in cells.items():
        if name not in columns:
            (event if name in ATTRIBUTES else data)[name] = text.strip()
    return {**event, "data": data}


def _value(text: str, kind: Kind) -> Any:
    """Read a cell as what the field is. Text that is no such thing stays as it is, and is refused with the
    form."""
    if kind == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text):
        return float(text)
    if kind == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    lines = [line.strip() for line in _LINE_END.split(text) if line.strip()]
    if kind == "array":
        return lines
    if kind == "object" and all(":" in line for line in lines):
        return {name.strip(): said.strip() for name, _, said in (line.partition(":") for line in lines)}
    return text


def _names(form: str) -> list[str]:
    columns = _columns(form)
    return [*(name for name in ATTRIBUTES if name not in columns), *columns]


@cache
def _columns(form: str) -> Mapping[str, Column]:
    """List the columns of a form, in the order of its fields; those of `assessed` are of its three forms."""
    found = {}
    for each in FORMS[form]:
        schema = each.model_json_schema()
        for column in _leaves(schema, schema.get("$defs", {}), ()):
            found[".".join(column.path)] = column
    return found


def _leaves(part: Mapping[str, Any], defs: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Column]:
    """Walk a JSON schema to the fields that one cell can hold: `person.given_name` is one of a part, and
    `soft_outcomes.confidence.first` of one that is kept by the words of a vocabulary."""
    part = _resolved(part, defs)
    inner: Mapping[str, Any] = part.get("properties", {})
    words = _resolved(part.get("propertyNames", {}), defs).get("enum")
    if words is not None:
        inner = dict.fromkeys(words, part["additionalProperties"])
    if not inner:
        yield Column(path, part["type"])
    for name, each in inner.items():
        yield from _leaves(each, defs, (*path, name))


def _resolved(part: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and what may also be left out to what it is when it is not."""
    if "$ref" in part:
        return _resolved(defs[part["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in part:
        (only,) = (each for each in part["anyOf"] if each.get("type") != "null")
        return _resolved(only, defs)
    return part
