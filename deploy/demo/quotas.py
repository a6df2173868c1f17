"""Counts the people of each lot who left, by how they left and with which mistake in the dates."""

from dataclasses import dataclass

from deploy.demo import report_text
from deploy.demo.arithmetic import apportion, printed_as, spread
from deploy.demo.oows import Lot
from deploy.demo.printed_tables import Stay


@dataclass(frozen=True, slots=True)
class Exits:
    """The leavers of one lot by the end of the period, and those who left just after it."""

    planned: int
    early: int
    before_start: int
    undated: int
    after: int

    @property
    def leavers(self) -> int:
        return self.planned + self.early

    @property
    def with_stay(self) -> int:
        """Leavers whose dates give a duration of support."""
        return self.leavers - self.before_start - self.undated


def exits(
    table: dict[Lot | None, Stay],
    registered: dict[Lot, int],
    planned: int,
    early: int,
    leavers: dict[Lot, int] = report_text.LEAVERS,
) -> dict[Lot, Exits]:
    """Planned and early exits per lot that print as Table 4.3 and add up to [4.17].

    `leavers` are the lots whose number the text gives. Raises ValueError where nothing fits."""
    bounds = {
        lot: (
            printed_as(table[lot].planned_pct, number),
            printed_as(table[lot].early_pct, number),
            printed_as(table[lot].live_pct, number),
        )
        for lot, number in registered.items()
    }
    left = spread(
        planned + early,
        {
            lot: (leavers[lot], leavers[lot])
            if lot in leavers
            else (
                max(p[0] + e[0], registered[lot] - live[1]),
                min(p[1] + e[1], registered[lot] - live[0]),
            )
            for lot, (p, e, live) in bounds.items()
        },
        "leavers by lot",
    )
    by_plan = spread(
        planned,
        {
            lot: (max(p[0], left[lot] - e[1]), min(p[1], left[lot] - e[0]))
            for lot, (p, e, _) in bounds.items()
        },
        "planned exits by lot",
    )
    before_start = apportion(report_text.LEFT_BEFORE_START, left)
    undated = apportion(report_text.LEFT_UNDATED, {lot: left[lot] - by_plan[lot] for lot in left})
    elsewhere = {**registered, Lot.CWM_TAF: 0}
    after = apportion(report_text.LEFT_AFTER["all lots"] - report_text.LEFT_AFTER_IN_CWM_TAF, elsewhere)
    after[Lot.CWM_TAF] = report_text.LEFT_AFTER_IN_CWM_TAF
    return {
        lot: Exits(by_plan[lot], left[lot] - by_plan[lot], before_start[lot], undated[lot], after[lot])
        for lot in registered
    }
