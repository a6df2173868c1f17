"""Posts to participants in memory: what is posted is read, applied and mended by the code of the service, and
the facts that it announces come out."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from services.participants.commands.batch import Batch, Outcome
from services.participants.commands.mendings import Mendings
from services.participants.domain.enrolment import Enrolment
from services.participants.schemas.intake import read
from shared.messaging.fact import Fact
from shared.programmes.lookup import every_lot
from tests.shared.kit import a_caller, a_key_ring

PROVIDER = UUID(int=1)
CALLER, KEYS = a_caller(PROVIDER, lots=every_lot()), a_key_ring()
NOW = datetime(2020, 6, 1, 12, tzinfo=UTC)


class InMemoryParticipants:
    """Takes in what one provider posts of a person, or of a few; whoever posts the same gets the same ids."""

    def __init__(self, *subjects: str, referrals: Iterable[UUID] = (), first_id: int = 100) -> None:
        ids = count(first_id)
        self._batch = Batch(
            caller=CALLER,
            new_id=lambda: UUID(int=next(ids)),
            referred={},
            fingerprints={},
            enrolments=(),
            people={},
            waiting_referrals=set(referrals),
            ni_numbers=set(),
            mendings=Mendings({*subjects}, {}, {}, now=NOW, caller=CALLER),
            today=NOW.date(),
        )

    def post(self, *events: dict[str, Any]) -> list[Outcome]:
        """Post events, in order."""
        return [
            self._batch.accept(read(event, organisation=str(PROVIDER), now=NOW, keys=KEYS))
            for event in events
        ]

    @property
    def facts(self) -> Sequence[Fact]:
        """Everything that was announced, in order."""
        return self._batch.facts

    @property
    def enrolment(self) -> Enrolment:
        """How the person's enrolment stands."""
        [enrolment] = self._batch.enrolments_added.values()
        return enrolment
