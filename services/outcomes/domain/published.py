"""The rows of the seven published tables, shaped from counts: column names are those of the 2019 report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from services.outcomes.domain.figures import extent, mean, median, months, percent, together
from services.outcomes.domain.programme import PARTICIPATION, Cell, Programme

Row = dict[str, str | int | None]

CHANGES = ("much_better", "better", "no_change", "worse", "much_worse")


@dataclass(frozen=True, slots=True)
class Stay:
    """Where the participants of one lot stand: how they left, how many are live, and how long the
    leavers whose dates can be trusted stayed, as {days: leavers}."""

    planned: int = 0
    early: int = 0
    live: int = 0
    left_without_kind: int = 0
    days: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.planned + self.early + self.live + self.left_without_kind


def participation_by_lot(programme: Programme, as_of: date, counts: Mapping[Cell, int]) -> list[Row]:
    """Table 4.1: lot by lot against its targets."""
    rows: list[Row] = []
    for lot, _ in programme.lots:
        cells = frozenset(cell for cell in programme.cells if cell.lot == lot)
        rows.append({"lot": lot, **_participation(programme, as_of, counts, cells)})
    return rows


def participation_by_operation(programme: Programme, as_of: date, counts: Mapping[Cell, int]) -> list[Row]:
    """Table 4.2: operation by operation, each lot in it."""
    return [
        {
            "esf_area": cell.esf_area,
            "strand": cell.strand,
            "lot": cell.lot,
            **_participation(programme, as_of, counts, frozenset({cell})),
        }
        for cell in programme.cells
    ]


def characteristics(
    programme: Programme, counts: Mapping[str, Mapping[str, int]], participants: int
) -> list[Row]:
    """Who takes part [4.12-4.17]; `counts` is {field: {value: participants}}."""
    rows: list[Row] = []
    for line in programme.characteristics:
        number = sum(counts.get(line.field, {}).get(value, 0) for value in line.one_of)
        rows.append(
            {
                "characteristic": line.characteristic,
                "value": line.value,
                "participants": number,
                "pct": percent(number, participants),
            }
        )
    return rows


def status_and_duration(programme: Programme, stays: Mapping[str, Stay]) -> list[Row]:
    """Table 4.3, with its last row for all lots together."""
    by_lot = [(lot, stays.get(lot, Stay())) for lot, _ in programme.lots]
    return [_stay(lot, stay) for lot, stay in (*by_lot, ("Total", _all(stay for _, stay in by_lot)))]


def outcomes_by_lot(programme: Programme, counts: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """Table 4.4, with its last column for all lots; `counts` is {category: {lot: claims}}."""
    rows: list[Row] = []
    for category in programme.categories:
        by_lot = {lot: counts.get(category.code, {}).get(lot, 0) for lot, _ in programme.lots}
        rows.append({"outcome": category.by_lot, **by_lot, "Total": sum(by_lot.values())})
    return rows


def progress_against_targets(programme: Programme, as_of: date, counts: Mapping[str, int]) -> list[Row]:
    """Table 4.5; `counts` is {category: claims}."""
    rows: list[Row] = []
    for category in programme.categories:
        number = counts.get(category.code, 0)
        target = programme.target(category.code)
        profiled = programme.profiled(category.code, as_of)
        quarter = programme.quarter_at(as_of).code.lower()
        rows.append(
            {
                "outcome": category.progress,
                "recorded": number,
                "programme_target": target,
                "pct_of_programme_target": percent(number, target),
                f"{quarter}_target": profiled,
                f"pct_of_{quarter}_target": percent(number, profiled),
            }
        )
    return rows


def soft_outcomes(programme: Programme, counts: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """Table 4.6; `counts` is {indicator: {change: leavers}}, per cent of those who answered it."""
    rows: list[Row] = []
    for indicator, printed in programme.indicators:
        answers = counts.get(indicator, {})
        total = sum(answers.get(change, 0) for change in CHANGES)
        shares = {f"{change}_pct": percent(answers.get(change, 0), total) for change in CHANGES}
        rows.append({"indicator": printed, **shares, "total": total})
    return rows


def _participation(
    programme: Programme, as_of: date, counts: Mapping[Cell, int], cells: frozenset[Cell]
) -> Row:
    number = sum(counts.get(cell, 0) for cell in cells)
    profiled = programme.profiled(PARTICIPATION, as_of, cells)
    target = programme.target(PARTICIPATION, cells)
    quarter = programme.quarter_at(as_of).code.lower()
    return {
        "participation_to_date": number,
        f"{quarter}_target": profiled,
        f"pct_of_{quarter}_target": percent(number, profiled),
        "programme_target": target,
        "pct_of_programme_target": percent(number, target),
    }


def _all(stays: Iterable[Stay]) -> Stay:
    every = list(stays)
    return Stay(
        planned=sum(stay.planned for stay in every),
        early=sum(stay.early for stay in every),
        live=sum(stay.live for stay in every),
        left_without_kind=sum(stay.left_without_kind for stay in every),
        days=together(stay.days for stay in every),
    )


def _stay(lot: str, stay: Stay) -> Row:
    shortest, longest = extent(stay.days) or (None, None)
    return {
        "lot": lot,
        "planned_exit_pct": percent(stay.planned, stay.total),
        "early_exit_pct": percent(stay.early, stay.total),
        "live_pct": percent(stay.live, stay.total),
        "total": stay.total,
        "mean_days": mean(stay.days),
        "median_days": median(stay.days),
        "range_months_min": None if shortest is None else months(shortest),
        "range_months_max": None if longest is None else months(longest),
    }
