"""Declares a published table: its name, its description in two languages, the questions it asks and how its
rows are shaped from their answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import AS_THEY_STAND, Question

TOTAL: Final = "Total"
"""All groups of a dimension together, as it is printed."""

Row = dict[str, str | int | None]
"""One row of a table, by column, in the order in which columns are printed."""

Counted = Mapping[str, Any]
"""One group of an answer: its value of each dimension and its counts, by their names."""

Answers = Sequence[Sequence[Counted]]
"""The groups that were counted, question by question."""

LeftOut = dict[str, int]
"""How many records were left out, by rule."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table of the catalogue."""

    name: str
    source: str
    """Where it is printed or asked for: a table or a paragraph of the report of 2019, or the handbook."""
    description: Bilingual
    questions: tuple[Question, ...]
    shape: Callable[[Programme, date, Answers], tuple[list[Row], LeftOut]]
    """Rows as of a date, and what they leave out."""

    @property
    def keeps_known_then(self) -> bool:
        """Whether what was known earlier can still be told."""
        return not any(each.population in AS_THEY_STAND for each in self.questions)
