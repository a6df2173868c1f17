"""Opportunities and placements counted, for many lots or providers in one statement; who may see which rows
is the database's business."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from services.employers.domain.figures import OpenOpportunities, PlacementCounts
from shared.unit_of_work import UnitOfWork


class By(StrEnum):
    """What placements are counted by: an expression whose values are texts."""

    LOT = "opportunity.lot"
    PROVIDER = "placement.provider::text"


_OPEN = """
SELECT lot, kind, count(*)::int AS opportunities, sum(places)::int AS places,
       sum(places - filled)::int AS left
FROM opportunity
WHERE lot = ANY($1::text[]) AND closed_on IS NULL AND (closes_on IS NULL OR closes_on >= $2)
  AND filled < places
GROUP BY lot, kind ORDER BY lot, kind
"""


def _statement(by: By) -> str:
    return f"""
SELECT {by.value} AS key, placement.kind, count(*) AS proposed,
       count(*) FILTER (WHERE started_on <= $2) AS started,
       count(*) FILTER (WHERE completed_on <= $2) AS completed,
       count(*) FILTER (WHERE ended_on <= $2) AS ended_early
FROM placement JOIN opportunity ON opportunity.id = opportunity_id
WHERE proposed_on <= $2 AND {by.value} = ANY($1::text[]) GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  (names of columns)


_PLACED = {by: _statement(by) for by in By}


async def on_offer(work: UnitOfWork, lots: Sequence[str], today: date) -> dict[str, list[OpenOpportunities]]:
    """`Opportunity.is_open`, by lot and kind."""
    found: dict[str, list[OpenOpportunities]] = {lot: [] for lot in lots}
    for lot, *counts in await (await work.connection()).fetch(_OPEN, lots, today):
        found[lot].append(OpenOpportunities(*counts))
    return found


async def placed(
    work: UnitOfWork, by: By, keys: Sequence[str], as_of: date
) -> dict[str, list[PlacementCounts]]:
    """By kind, under each of the keys."""
    found: dict[str, list[PlacementCounts]] = {key: [] for key in keys}
    for key, *counts in await (await work.connection()).fetch(_PLACED[by], keys, as_of):
        found[key].append(PlacementCounts(*counts))
    return found
