"""Works out a published table as of a date, from the rows that the caller may see."""

from dataclasses import dataclass
from datetime import date

from services.outcomes.domain.refusals import UnknownTable
from services.outcomes.figures.left_out import ELSEWHERE, with_elsewhere
from services.outcomes.figures.published_table import LeftOut, Row
from services.outcomes.figures.registry import TABLES
from services.outcomes.queries.parameters import programme_of
from services.outcomes.store import figures
from shared.as_of import as_of_date
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Figures:
    table: str
    programme: str
    as_of: date
    rows: list[Row]
    left_out: LeftOut
    """How many records the figures leave out, by rule; rules that leave nothing out are not in it."""


async def table(work: UnitOfWork, name: str, *, programme: str, as_of: date | None) -> Figures:
    """A table by its name in the catalogue.

    Raises UnknownTable, UnknownProgramme, AsOfInFuture."""
    if name not in TABLES:
        raise UnknownTable
    published, known, day = TABLES[name], programme_of(programme), as_of_date(as_of, work.now)
    connection = await work.connection()
    answers = [await figures.answer(connection, question, known, day) for question in published.questions]
    rows, left_out = published.shape(known, day, answers)
    left_out = with_elsewhere(left_out, await figures.answer(connection, ELSEWHERE, known, day))
    return Figures(name, known.code, day, rows, {rule: number for rule, number in left_out.items() if number})
