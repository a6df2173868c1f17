"""Answers figures of lots as boards were told them first: protected, and the same ever after."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.outcomes.queries import area_figures
from services.outcomes.queries.area_figures import Area, Outcomes, Participation
from services.outcomes.queries.findings import findings_by_lot
from services.outcomes.subgraph.figures import against, counted
from shared.contracts.audience import PROTECTED, Audience
from shared.first_answers import Answer, answer_once
from shared.unit_of_work import UnitOfWork


async def participation(
    work: UnitOfWork, lots: Sequence[str], programme: str, as_of: date
) -> Mapping[str, Answer]:
    """Participants in each lot. Raises UnknownProgramme."""

    async def count(lots: Sequence[str]) -> Mapping[str, Answer]:
        areas = [Area(lot=lot) for lot in lots]
        found = await area_figures.participation(work, areas, programme, as_of, None)
        return {str(area.lot): shown_participation(each, PROTECTED) for area, each in found.items()}

    return await answer_once(work, "participation", f"{programme} {as_of}", lots, count)


async def outcomes(
    work: UnitOfWork, lots: Sequence[str], programme: str, as_of: date
) -> Mapping[str, Answer]:
    """Claims in each lot by category. Raises UnknownProgramme."""

    async def count(lots: Sequence[str]) -> Mapping[str, Answer]:
        areas = [Area(lot=lot) for lot in lots]
        found = await area_figures.outcomes(work, areas, programme, as_of, None)
        return {str(area.lot): shown_outcomes(each, PROTECTED) for area, each in found.items()}

    return await answer_once(work, "outcomes", f"{programme} {as_of}", lots, count)


async def findings(work: UnitOfWork, lots: Sequence[str], as_of: date) -> Mapping[str, Answer]:
    """How many records of each lot break each rule."""

    async def count(lots: Sequence[str]) -> Mapping[str, Answer]:
        found = await findings_by_lot(work, lots, as_of)
        return {lot: counted(counts, PROTECTED) for lot, counts in found.items()}

    return await answer_once(work, "findings", str(as_of), lots, count)


def shown_participation(figures: Participation, reader: Audience) -> Answer:
    """Participants as a reader is shown them."""
    return {
        "quarter": figures.quarter,
        "total": against(figures.total, reader),
        "by_strand": [
            {"strand": strand, **against(measured, reader)} for strand, measured in figures.by_strand
        ],
        "by_operation": [
            {"esf_area": cell.esf_area, "strand": cell.strand, "lot": cell.lot, **against(measured, reader)}
            for cell, measured in figures.by_cell
        ],
        "left_out": counted(figures.left_out, reader),
    }


def shown_outcomes(figures: Outcomes, reader: Audience) -> Answer:
    """Claims as a reader is shown them."""
    return {
        "quarter": figures.quarter,
        "by_category": {
            category.code: against(measured, reader) for category, measured in figures.by_category
        },
        "left_out": counted(figures.left_out, reader),
    }
