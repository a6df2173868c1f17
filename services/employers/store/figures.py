"""Counts opportunities and placements, for many lots or providers in one statement; row-level security
decides which rows a caller has counted."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.employers.domain.figures import GroupBy, OpenOpportunities, PlacementCounts
from shared.unit_of_work import UnitOfWork

_KEYS: Final = {GroupBy.LOT: "opportunity.lot", GroupBy.PROVIDER: "placement.provider::text"}
"""An expression for each key, whose values are texts."""

_OPEN: Final = """
SELECT lot, kind, count(*)::int AS opportunities, sum(places)::int AS places,
       sum(places - filled)::int AS left
FROM opportunity
WHERE lot = ANY($1::text[]) AND closed_on IS NULL AND (closes_on IS NULL OR closes_on >= $2)
GROUP BY lot, kind ORDER BY lot, kind
"""


def _statement(by: GroupBy) -> str:
    key = _KEYS[by]
    return f"""
SELECT {key} AS key, placement.kind, count(*) AS proposed,
       count(*) FILTER (WHERE started_on <= $2) AS started,
       count(*) FILTER (WHERE completed_on <= $2) AS completed,
       count(*) FILTER (WHERE ended_on <= $2) AS ended_early
FROM placement JOIN opportunity ON opportunity.id = opportunity_id
WHERE proposed_on <= $2 AND {key} = ANY($1::text[]) GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  (names of columns)


_PLACEMENTS: Final = {by: _statement(by) for by in GroupBy}


async def open_opportunities(
    work: UnitOfWork, lots: Sequence[str], today: date
) -> dict[str, list[OpenOpportunities]]:
    """Count opportunities that are not closed by kind, for each lot. Those whose places are all taken are
    counted too: that one vanished would tell that somebody was proposed."""
    found: dict[str, list[OpenOpportunities]] = {lot: [] for lot in lots}
    for lot, *counts in await (await work.connection()).fetch(_OPEN, lots, today):
        found[lot].append(OpenOpportunities(*counts))
    return found


async def placements(
    work: UnitOfWork, by: GroupBy, keys: Sequence[str], as_of: date
) -> dict[str, list[PlacementCounts]]:
    """Count placements by kind, under each of the keys."""
    found: dict[str, list[PlacementCounts]] = {key: [] for key in keys}
    for key, *counts in await (await work.connection()).fetch(_PLACEMENTS[by], keys, as_of):
        found[key].append(PlacementCounts(*counts))
    return found
