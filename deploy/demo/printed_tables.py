"""Reads the published tables from the copies in `data`."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from deploy.demo.oows import EsfArea, Lot, Strand

_FOLDER = Path(__file__).parent / "data"

# A cell of Table 4.2 as a key: one operation in one lot.
Cell = tuple[Lot, EsfArea, Strand]


@dataclass(frozen=True, slots=True)
class Stay:
    """A lot's line of Table 4.3; the percentages are of everybody registered, the range in 30-day months."""

    planned_pct: int
    early_pct: int
    live_pct: int
    mean: int
    median: int
    longest_months: int


@dataclass(frozen=True, slots=True)
class Authority:
    code: str
    name: str
    lot: Lot
    esf_area: EsfArea


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def registered_by_lot() -> dict[Lot, int]:
    """Table 4.1."""
    return {
        Lot(row["lot"]): int(row["participation_to_date"])
        for row in _rows("oows-4.1-participation-by-lot.csv")
    }


def registered_by_operation() -> dict[Cell, int]:
    """Table 4.2, made to agree with Table 4.1: where the operations of a lot do not add up to the lot, the
    largest gives way. That is Dyfed 25+, printed 565 and following as 564 (README of the tables)."""
    cells = {
        (Lot(row["lot"]), EsfArea(row["esf_area"]), Strand(row["strand"])): int(row["participation_to_date"])
        for row in _rows("oows-4.2-participation-by-operation.csv")
    }
    for lot, registered in registered_by_lot().items():
        own = {cell: number for cell, number in cells.items() if cell[0] == lot}
        largest = max(own, key=lambda cell: own[cell])
        cells[largest] -= sum(own.values()) - registered
    return cells


def stays() -> dict[Lot | None, Stay]:
    """Table 4.3; the line for the whole programme is under None."""
    return {
        None if row["lot"] == "Total" else Lot(row["lot"]): Stay(
            planned_pct=int(row["planned_exit_pct"]),
            early_pct=int(row["early_exit_pct"]),
            live_pct=int(row["live_pct"]),
            mean=int(row["mean_days"]),
            median=int(row["median_days"]),
            longest_months=int(row["range_months_max"]),
        )
        for row in _rows("oows-4.3-status-and-duration.csv")
    }


_CATEGORIES = {
    "Job searching": "job-search",
    "Entered employment": "employment",
    "In employment": "employment-6m",
    "Qualification": "qualification",
    "Entering education": "education-training",
    "Completing": "placement",
}


def outcomes_by_lot() -> dict[str, dict[Lot, int]]:
    """Table 4.4, by the category codes of handbook 3."""
    return {
        code: {lot: int(row[lot]) for lot in Lot}
        for row in _rows("oows-4.4-outcomes-by-lot.csv")
        for start, code in _CATEGORIES.items()
        if row["outcome"].startswith(start)
    }


def soft_outcomes() -> tuple[tuple[dict[str, int], int], ...]:
    """Table 4.6 in the order of the form: each indicator's percentages by change, and who answered."""
    changes = ("much_better", "better", "no_change", "worse", "much_worse")
    return tuple(
        ({change: int(row[f"{change}_pct"]) for change in changes}, int(row["total"]))
        for row in _rows("oows-4.6-soft-outcomes.csv")
    )


def characteristics() -> dict[tuple[str, str], int]:
    """[4.12]-[4.17], by characteristic and value as printed."""
    return {
        (row["characteristic"], row["value"]): int(row["participants"])
        for row in _rows("oows-characteristics.csv")
    }


def mentors() -> dict[Lot, tuple[int, int]]:
    """Table 2.2: male and female peer mentors, for the five lots it covers."""
    return {Lot(row["lot"]): (int(row["male"]), int(row["female"])) for row in _rows("oows-2.2-mentors.csv")}


def authorities(on: date) -> tuple[Authority, ...]:
    """The unitary authorities with the lot and the ESF area that each lay in on a day."""
    return tuple(
        Authority(row["la_code"], row["name_en"], Lot(row["lot"]), EsfArea(row["esf_area"]))
        for row in _rows("wales-geography.csv")
        if row["valid_from"] <= on.isoformat() <= (row["valid_to"] or "9999-12-31")
    )


@cache
def names(of: str) -> tuple[str, ...]:
    """Names heard in Wales, Welsh and English: "female", "male", "family" or "street"."""
    return tuple(row["name"] for row in _rows("names.csv") if row["of"] == of)
