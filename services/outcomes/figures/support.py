"""How much support participants are given: hours, contacts, calls and letters, by lot and provider (handbook
2): "an official mean of 24 hours where case files showed 110"."""

from collections import Counter, defaultdict
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Population, Question
from services.outcomes.domain.statistics import extent, mean, median, percent
from services.outcomes.figures.left_out import AFTER_PERIOD, OUTSIDE_PERIOD, total
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row

MEASURES: Final = ("hours", "contacts", "calls", "letters")
SUPPORT: Final = Question(Population.SUPPORT, by=(), counts=())
UP_TO: Final = (0, 5, 10, 20, 50, 100)
"""The upper bounds of the distribution's groups; what is more comes last."""


def shape(_: Programme, __: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each lot, provider and measure, and one for all. Everybody who is registered counts, also
    whoever was given nothing."""
    counted, outside = answers
    found: defaultdict[tuple[str, str], dict[str, Counter[int]]] = defaultdict(
        lambda: {measure: Counter() for measure in MEASURES}
    )
    for row in counted:
        for key in ((row["lot"], row["provider"]), ("Total", "Total")):
            found[key][row["measure"]][row["value"]] += row["people"]
    total_last = sorted({*found, ("Total", "Total")}, key=lambda key: (key[0] == "Total", key))
    rows = [
        _row(lot, provider, measure, found[lot, provider][measure])
        for lot, provider in total_last
        for measure in MEASURES
    ]
    return rows, {AFTER_PERIOD: total(outside, Count.REGISTERED_LATER)}


def _row(lot: str, provider: str, measure: str, people: Counter[int]) -> Row:
    with_any = people.total() - people[0]
    return {
        "lot": lot,
        "provider": provider,
        "measure": measure,
        "registered": people.total(),
        "mean": mean(people),
        "median": median(people),
        "most": (extent(people) or (None, None))[1],
        "with_any": with_any,
        "with_any_pct": percent(with_any, people.total()),
        **_distribution(people),
    }


def _distribution(people: Counter[int]) -> Row:
    groups = dict.fromkeys([f"up_to_{bound}" for bound in UP_TO] + ["more"], 0)
    for value, times in people.items():
        bound = next((f"up_to_{bound}" for bound in UP_TO if value <= bound), "more")
        groups[bound] += times
    return {**groups}


TABLE: Final = PublishedTable(
    name="support",
    source="handbook 2",
    description=Bilingual(
        en="Hours, contacts, calls and letters per participant, by lot and provider.",
        cy="Oriau, cysylltiadau, galwadau a llythyrau fesul cyfranogwr, yn ôl lot a darparwr.",
    ),
    questions=(SUPPORT, OUTSIDE_PERIOD),
    shape=shape,
)
