"""Facts that employers publishes about its banks of employers and opportunities."""

from datetime import date
from uuid import UUID

from shared.contracts.vocabulary import PlacementKind
from shared.messaging.fact import Fact


class EmployerBanked(
    Fact, type="cymru.dolen.employer.banked.v1", topic="employer.employer.v1", key="employer_id"
):
    employer_id: UUID
    lots: tuple[str, ...]
    sector: str


class OpportunityOpened(
    Fact, type="cymru.dolen.opportunity.opened.v1", topic="opportunity.opportunity.v1", key="opportunity_id"
):
    opportunity_id: UUID
    employer_id: UUID
    lot: str
    kind: PlacementKind
    places: int
    closes_on: date | None = None


class OpportunityClosed(
    Fact, type="cymru.dolen.opportunity.closed.v1", topic="opportunity.opportunity.v1", key="opportunity_id"
):
    opportunity_id: UUID
    employer_id: UUID
    reason: str
