"""Facts as participants makes them of posted events: read by its forms and folded by its batch, so that there
is none that the door could not produce. An event that is refused makes none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from services.participants.commands.batch import Batch
from services.participants.commands.mendings import Mendings
from services.participants.forms.posted_event import record_id
from services.participants.schemas.intake import read
from shared.contracts.mentoring_summary import summarise
from shared.contracts.participant import MENTORING, TOPIC, EnrolmentFact, MentoringFact
from shared.contracts.participant_restated import ParticipantRestated
from shared.programmes.lookup import every_lot
from tests.shared.kit import a_caller, a_key_ring

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = "urn:crm"
KEYS = a_key_ring()
COURSE = "cscs"
"""The provider's own reference of a course."""


@dataclass(frozen=True)
class Posted:
    """An event as a provider's system posts it, about the one person of a test."""

    id: str
    kind: str
    on: date
    data: Mapping[str, Any]

    def read(self, organisation: UUID) -> Any:
        event = {
            "specversion": "1.0",
            "id": self.id,
            "source": SOURCE,
            "type": f"cymru.dolen.participant.{self.kind}.v1",
            "subject": "C-1",
            "time": datetime.combine(self.on, time(12), tzinfo=UTC).isoformat(),
            "data": dict(self.data),
        }
        return read(event, organisation=str(organisation), now=NOW, keys=KEYS)


REGISTERED = Posted(
    "e-registered",
    "registered",
    date(2017, 3, 1),
    {
        "programme": "oows",
        "lot": "Powys",
        "local_authority": "W06000023",
        "person": {"given_name": "Siân", "family_name": "Prys", "date_of_birth": "1980-02-01"},
        "eligibility": {"labour_market": "economically_inactive"},
        "consent": {"to_take_part": True, "given_on": "2017-03-01"},
    },
)
GAINED = Posted("e-gained", "achievement-recorded", date(2017, 5, 2), {"kind": "paid_work"})
LEFT = Posted(
    "e-left",
    "exited",
    date(2017, 6, 1),
    {
        "left_on": "2017-06-01",
        "kind": "planned",
        "reason": "employment",
        "soft_outcomes": {"own_confidence": {"change": "better"}},
    },
)
CALLED = Posted("e-called", "contact-recorded", date(2017, 4, 1), {"kind": "phone"})
IN_GWENT = replace(REGISTERED, data={**REGISTERED.data, "lot": "Gwent", "local_authority": "W06000022"})
HISTORY = (REGISTERED, GAINED, LEFT)


@dataclass(frozen=True)
class Told:
    """What participants tells of one enrolment."""

    provider: UUID = field(default_factory=uuid4)
    participant: UUID = field(default_factory=uuid4)
    enrolment: UUID = field(default_factory=uuid4)

    def facts(self, events: Iterable[Posted], *, restatement: int = 0) -> list[EnrolmentFact]:
        """The facts of events taken in one after another."""
        new_ids, caller = iter((self.enrolment, self.participant)), a_caller(self.provider, lots=every_lot())
        batch = Batch(
            caller=caller,
            new_id=lambda: next(new_ids),
            referred={},
            fingerprints={},
            enrolments=(),
            people={},
            waiting_referrals=set(),
            ni_numbers=set(),
            mendings=Mendings((), {}, {}, now=NOW, caller=caller),
            today=NOW.date(),
        )
        for event in events:
            batch.accept(event.read(self.provider))
        return [
            fact.model_copy(update={"restatement": restatement}) if isinstance(fact, MentoringFact) else fact
            for fact in batch.facts
            if isinstance(fact, EnrolmentFact)
        ]

    def restated(self, events: Sequence[Posted], number: int, cause: str = "amended") -> ParticipantRestated:
        """The restatement after which the events are what the records say."""
        facts = self.facts(events)
        return ParticipantRestated.model_validate(
            {
                "enrolment_id": self.enrolment,
                "participant_id": self.participant,
                "provider": self.provider,
                "happened_at": NOW - timedelta(days=1),
                "restatement": number,
                "cause": cause,
                "history": [
                    {"type": fact.type, "recorded_at": fact.happened_at, "data": fact.model_dump()}
                    for fact in facts
                    if fact.topic == TOPIC
                ],
                "mentoring": summarise(fact for fact in facts if isinstance(fact, MentoringFact)),
            }
        )

    def names(self, events: Iterable[Posted]) -> dict[UUID, str]:
        """What its ids stand for, so that two enrolments of the same events are told alike."""
        own = {self.enrolment: "enrolment", self.participant: "participant", self.provider: "provider"}
        own[uuid5(self.enrolment, COURSE)] = "course"
        return own | {
            record_id(KEYS.derived_id, str(self.provider), SOURCE, each.id): each.id for each in events
        }


def by_topic(facts: Iterable[EnrolmentFact]) -> tuple[list[EnrolmentFact], list[EnrolmentFact]]:
    """Those on the topic of enrolments, and those on that of mentoring."""
    facts = list(facts)
    return [each for each in facts if each.topic == TOPIC], [
        each for each in facts if each.topic == MENTORING
    ]
