"""Turns a printed table into a tidy one: one observation a row, with its codes, their labels in the language
asked for, its unit, and of a share what it is a share of."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.statistics import Share
from services.outcomes.figures import labels
from services.outcomes.figures.published_table import TOTAL, Row

Cell = str | int | None
ALL: Final = "all"
"""The code of all groups together, which are printed as "Total"."""

DIMENSIONS: Final = {
    "lot": "lot",
    "provider": "provider",
    "esf_area": "esf_area",
    "strand": "strand",
    "outcome": "outcome",
    "indicator": "indicator",
    "characteristic": "characteristic",
    "value": "characteristic_value",
    "category": "category",
    "measure": "support",
    "kind": "kind",
    "part": "part",
    "level": "level",
    "condition": "condition",
}
"""Printed columns that say what a row is about → the columns of the tidy table."""
SPREAD: Final = {"outcomes-by-lot": "claims", "registrations-by-month": "registrations"}
"""Tables that print a column for each lot, and the figure in these columns."""
OBSERVED: Final = ("figure", "figure_label", "unit", "unit_label", "value", "note", "note_label")
RATIO: Final = ("numerator", "denominator")


class _Coded(NamedTuple):
    code: str
    label: str


class Described(NamedTuple):
    """By what the rows of a table are split, and what is told of each: codes, in the order of its columns."""

    dimensions: list[str]
    figures: list[str]


def described(table: str, rows: list[Row]) -> Described:
    """Describe a table by its rows."""
    printed = list(rows[0]) if rows else []
    dimensions = [DIMENSIONS[name] for name in printed if name in DIMENSIONS]
    if table in SPREAD:
        return Described([*dimensions, "lot"], [SPREAD[table]])
    figures = [labels.figure(name) for name in printed if name not in DIMENSIONS and name != "month"]
    return Described(dimensions, figures)


def columns(table: str, rows: list[Row]) -> list[str]:
    """The names of the tidy table's columns, in order."""
    coded = [name for each in described(table, rows).dimensions for name in (each, f"{each}_label")]
    return ["period", *coded, *OBSERVED, *RATIO]


def observations(
    table: str, rows: list[Row], programme: Programme, as_of: date, language: str
) -> Iterator[dict[str, Cell]]:
    """The rows of the tidy table. The period is the month where the table goes by months, and else the day up
    to which was counted."""
    for row in rows:
        about = {name: row[name] for name in row if name in DIMENSIONS}
        coded = {
            DIMENSIONS[name]: _coded(name, str(value), about, programme, language)
            for name, value in about.items()
        }
        period = str(row.get("month", as_of.isoformat()))
        for column, value in row.items():
            if column in about or column == "month":
                continue
            figure, dimensions = labels.figure(column), dict(coded)
            if table in SPREAD:
                figure = SPREAD[table]
                dimensions["lot"] = _coded("lot", column, about, programme, language)
            yield {
                "period": period,
                **{name: each.code for name, each in dimensions.items()},
                **{f"{name}_label": each.label for name, each in dimensions.items()},
                **_observed(figure, value, about, language),
            }


def _observed(figure: str, value: Cell, about: Row, language: str) -> dict[str, Cell]:
    unit = labels.unit(figure)
    if unit == labels.OF_ITS_KIND:
        unit = str(about.get("measure", "claims" if "outcome" in about else "people"))
    note = None if value is not None else "no-denominator" if unit == "per-cent" else "none"
    return {
        "figure": figure,
        "figure_label": labels.label("figures", figure, language),
        "unit": unit,
        "unit_label": labels.label("units", unit, language),
        "value": value,
        "note": note,
        "note_label": note and labels.label("notes", note, language),
        "numerator": value.part if isinstance(value, Share) else None,
        "denominator": value.whole if isinstance(value, Share) else None,
    }


def _coded(column: str, printed: str, about: Row, programme: Programme, language: str) -> _Coded:
    """The code and the label of what is printed in a column."""
    if printed == TOTAL:
        return _Coded(ALL, labels.label("values", ALL, language))
    names = _names(column, printed, programme)
    if names is not None:
        code, name = names
        return _Coded(code, labels.in_language(name, language))
    codes = _codes(column, printed, about, programme)
    return _Coded("|".join(codes), ", ".join(labels.label("values", code, language) for code in codes))


def _names(column: str, printed: str, programme: Programme) -> tuple[str, Bilingual] | None:
    """What the programme itself names in two languages."""
    named: dict[str, dict[str, tuple[str, Bilingual]]] = {
        "lot": {code: (code, name) for code, name in programme.lots},
        "esf_area": {code: (code, name) for code, name in programme.esf_areas},
        "strand": {each.code: (each.code, each.name) for each in programme.strands},
        "part": {part.code: (part.code, part.name) for each in programme.categories for part in each.parts},
        "outcome": {
            text: (each.code, each.name)
            for each in programme.categories
            for text in (each.by_lot, each.progress)
        },
    }
    return named.get(column, {}).get(printed)


def _codes(column: str, printed: str, about: Row, programme: Programme) -> list[str]:
    if column == "indicator":
        return [code for code, text in programme.indicators if text == printed]
    if column in ("characteristic", "value"):
        [line] = [
            each
            for each in programme.characteristics
            if (each.characteristic, each.value) == (about["characteristic"], about["value"])
        ]
        return [line.field] if column == "characteristic" else sorted(line.one_of)
    return [printed]
