"""Facts that employers publishes about a placement: one person's place at one employer."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.vocabulary import PlacementKind
from shared.messaging.fact import Fact

TOPIC = "placement.placement.v1"


class PlacementFact(Fact):
    """What every fact about a placement carries."""

    placement_id: UUID
    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    kind: PlacementKind


class PlacementProposed(
    PlacementFact, type="cymru.dolen.placement.proposed.v1", topic=TOPIC, key="placement_id"
):
    opportunity_id: UUID


class PlacementStarted(
    PlacementFact, type="cymru.dolen.placement.started.v1", topic=TOPIC, key="placement_id"
):
    started_on: date


class PlacementCompleted(
    PlacementFact, type="cymru.dolen.placement.completed.v1", topic=TOPIC, key="placement_id"
):
    started_on: date
    completed_on: date


class PlacementEndedEarly(
    PlacementFact, type="cymru.dolen.placement.ended-early.v1", topic=TOPIC, key="placement_id"
):
    ended_on: date
    ended_by: Literal["participant", "employer", "provider"]
