"""Works out a published table as of a date, as known at an instant, from the rows that the caller may see."""

from dataclasses import dataclass
from datetime import date, datetime

from services.outcomes.domain.refusals import KnownAtNotKept, UnknownTable
from services.outcomes.figures.left_out import ELSEWHERE, with_elsewhere
from services.outcomes.figures.published_table import LeftOut, Row
from services.outcomes.figures.registry import TABLES
from services.outcomes.queries import parameters
from services.outcomes.store import figures
from shared.as_of import as_of_date
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Figures:
    table: str
    programme: str
    as_of: date
    known_at: datetime
    rows: list[Row]
    left_out: LeftOut
    """How many records the figures leave out, by rule; rules that leave nothing out are not in it."""


async def table(
    work: UnitOfWork, name: str, *, programme: str, as_of: date | None, known_at: datetime | None
) -> Figures:
    """A table by its name in the catalogue.

    Raises UnknownTable, UnknownProgramme, AsOfInFuture, KnownAtNotSettled, KnownAtNotKept."""
    if name not in TABLES:
        raise UnknownTable
    published, known, day = TABLES[name], parameters.programme_of(programme), as_of_date(as_of, work.now)
    if known_at is not None and not published.keeps_known_then:
        raise KnownAtNotKept(pointer="/query/known-at")
    at, connection = await parameters.known_at(work, known_at), await work.connection()
    *answers, elsewhere = [
        await figures.answer(connection, question, known, day, at)
        for question in (*published.questions, ELSEWHERE)
    ]
    rows, left_out = published.shape(known, day, answers)
    left_out = {rule: number for rule, number in with_elsewhere(left_out, elsewhere).items() if number}
    return Figures(name, known.code, day, at, rows, left_out)
