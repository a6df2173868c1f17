"""Facts that outcomes publishes: what was achieved, and what a programme's rules let be counted."""

from datetime import date
from uuid import UUID

from shared.contracts.vocabulary import AchievementKind, Evidence
from shared.messaging.fact import Fact

TOPIC = "outcome.enrolment.v1"


class OutcomeFact(Fact):
    """What every fact about an outcome carries."""

    enrolment_id: UUID
    participant_id: UUID
    provider: UUID


class OutcomeAchieved(OutcomeFact, type="cymru.dolen.outcome.achieved.v1", topic=TOPIC, key="enrolment_id"):
    """An achievement was accepted as a record, whether or not it can be claimed."""

    achievement_id: UUID
    kind: AchievementKind
    achieved_on: date
    evidence: Evidence
    placement_id: UUID | None = None
    """The placement that it came of; None where the provider recorded it."""


class OutcomeClaimed(OutcomeFact, type="cymru.dolen.outcome.claimed.v1", topic=TOPIC, key="enrolment_id"):
    claim_id: UUID
    programme: str
    category: str
    counted_on: date
    rule: str


class OutcomeWithdrawn(OutcomeFact, type="cymru.dolen.outcome.withdrawn.v1", topic=TOPIC, key="enrolment_id"):
    """A claim made was later shown wrong: it stays on record and no longer counts."""

    claim_id: UUID
    programme: str
    category: str
    reason: str
