"""Counts of opportunities and placements by kind (handbook 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class GroupBy(StrEnum):
    """What placements are counted by."""

    LOT = "lot"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class OpenOpportunities:
    """Opportunities that are not closed, full ones too: places that are left, out of those there are."""

    kind: str
    opportunities: int
    places: int
    left: int


@dataclass(frozen=True, slots=True)
class ReadyCounts:
    """People who are ready for placement: confirmed in time, and stale."""

    confirmed: int
    stale: int


@dataclass(frozen=True, slots=True)
class PlacementCounts:
    """People proposed by a date, and what had become of it on that date."""

    kind: str
    proposed: int
    started: int
    completed: int
    ended_early: int


def opportunities_of_kinds(
    found: Iterable[OpenOpportunities], kinds: Iterable[str]
) -> list[OpenOpportunities]:
    """List what is on offer of each kind, also where that is nothing: a row that was missing would tell."""
    by_kind = {each.kind: each for each in found}
    return [by_kind.get(kind, OpenOpportunities(kind, 0, 0, 0)) for kind in kinds]


def placements_of_kinds(found: Iterable[PlacementCounts], kinds: Iterable[str]) -> list[PlacementCounts]:
    """List placements of each kind, also where there are none: a row that was missing would tell."""
    by_kind = {each.kind: each for each in found}
    return [by_kind.get(kind, PlacementCounts(kind, 0, 0, 0, 0)) for kind in kinds]


def add_up_opportunities(by_kind: Iterable[OpenOpportunities]) -> OpenOpportunities:
    """Add all kinds together, as kind "all"."""
    every = list(by_kind)
    return OpenOpportunities(
        "all",
        sum(each.opportunities for each in every),
        sum(each.places for each in every),
        sum(each.left for each in every),
    )


def add_up_placements(by_kind: Iterable[PlacementCounts]) -> PlacementCounts:
    """Add all kinds together, as kind "all"."""
    every = list(by_kind)
    return PlacementCounts(
        "all",
        sum(each.proposed for each in every),
        sum(each.started for each in every),
        sum(each.completed for each in every),
        sum(each.ended_early for each in every),
    )
