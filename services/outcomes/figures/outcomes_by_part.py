"""The parts of outcomes and the levels of qualifications: 708 qualifications and 388 certificates, 25 at
level 3 [4.47-4.50]; 30 work experiences and 288 volunteers [4.41, 4.43]."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Category, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.figures.left_out import OUTSIDE_PERIOD, REFUSED, outside_period, refused
from services.outcomes.figures.published_table import TOTAL, Answers, LeftOut, PublishedTable, Row

CLAIMS: Final = Question(
    Population.CLAIMS, by=(Dimension.CATEGORY, Dimension.PART, Dimension.LEVEL), counts=(Count.CLAIMED,)
)
_WITH_LEVELS: Final = "qualification"
_LEVELS: Final[Mapping[int | None, str]] = {
    None: "not_known",
    0: "below_cqfw_1",
    **{level: f"cqfw_{level}" for level in range(1, 9)},
}
"""A level of the CQFW as it is recorded → its code."""


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each part of each category; of what has levels one for each level, with a first one for all
    of them. A category without parts has the part "Total"."""
    claims, outside, too_early = answers
    counts = Counter({(row["category"], row["part"], row["level"]): row[Count.CLAIMED] for row in claims})
    rows = [row for category in programme.categories for row in _rows(category, counts)]
    return rows, {**outside_period(outside), **refused(too_early)}


def _rows(category: Category, counts: Counter[tuple[str, str | None, int | None]]) -> Iterator[Row]:
    parts: dict[str | None, frozenset[str]] = {part.code: part.kinds for part in category.parts}
    for code, kinds in (parts or {None: category.kinds}).items():
        by_level = {level: counts[category.code, code, level] for level in _LEVELS}
        about = {"outcome": category.by_lot, "part": code or TOTAL}
        if code is not None or _WITH_LEVELS in kinds:
            yield {**about, "level": TOTAL, "recorded": sum(by_level.values())}
        if _WITH_LEVELS in kinds:
            for level, name in _LEVELS.items():
                yield {**about, "level": name, "recorded": by_level[level]}


TABLE: Final = PublishedTable(
    name="outcomes-by-part",
    source="[4.41-4.50]",
    description=Bilingual(
        en="Outcomes claimed, by part, and qualifications by level.",
        cy="Canlyniadau a hawliwyd, yn ôl rhan, a chymwysterau yn ôl lefel.",
    ),
    questions=(CLAIMS, OUTSIDE_PERIOD, REFUSED),
    shape=shape,
)
