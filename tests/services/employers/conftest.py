"""A running employers service, people its providers registered, and a bank to place them from."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.demo.oows import EsfArea, Lot, Strand
from services.employers.app import SERVICE
from shared.clock import date_in_wales, now
from shared.contracts.participant import (
    ConsentRecorded,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.readiness import NoLongerReady, ReadyForPlacement
from shared.contracts.vocabulary import (
    Answer,
    Consent,
    ExitKind,
    LabourMarket,
    PlacementKind,
)
from tests.conftest import Database, Running, Tokens, running
from tests.histories.in_memory_participants import PROVIDER
from tests.services.bus import Bus


@pytest.fixture(scope="session")
async def employers(database: Database) -> AsyncIterator[Running]:
    async with running(SERVICE, database) as service:
        yield service


@dataclass(frozen=True)
class Person:
    """A participant and their enrolment with a provider."""

    provider: UUID
    participant: UUID
    enrolment: UUID


@pytest.fixture(scope="session")
def bus(employers: Running) -> Bus:
    return Bus(employers)


def registered(
    person: Person, on: date = date(2017, 3, 1), *, lot: Lot = Lot.NORTH_WALES
) -> ParticipantRegistered:
    return ParticipantRegistered(
        happened_at=now(),
        enrolment_id=person.enrolment,
        participant_id=person.participant,
        provider=person.provider,
        programme="oows",
        lot=lot,
        esf_area=EsfArea.WEST_WALES_AND_THE_VALLEYS,
        strand=Strand.ADULT,
        local_authority="W06000002",
        registered_on=on,
        labour_market=LabourMarket.LONG_TERM_UNEMPLOYED,
        eligible=Answer.YES,
    )


def exited(person: Person, on: date | None) -> ParticipantExited:
    return ParticipantExited(
        happened_at=now(),
        enrolment_id=person.enrolment,
        participant_id=person.participant,
        provider=person.provider,
        left_on=on,
        kind=ExitKind.PLANNED,
    )


def agreed_to_matching(person: Person, *, given: bool, on: date = date(2017, 4, 3)) -> ConsentRecorded:
    return ConsentRecorded(
        happened_at=now(),
        enrolment_id=person.enrolment,
        participant_id=person.participant,
        provider=person.provider,
        consent=Consent.EMPLOYER_MATCHING,
        given=given,
        since=on,
    )


def ready(person: Person, on: date | None = None, **differences: Any) -> ReadyForPlacement:
    """Ready for the opportunity of `an_opportunity_body`; confirmed today unless told otherwise."""
    ready_on = on or date_in_wales(now())
    said: dict[str, Any] = {
        "ready_on": ready_on,
        "stale_on": ready_on + timedelta(days=28),
        "available_from": ready_on,
        "kinds": (PlacementKind.WORK_EXPERIENCE,),
        "soc_groups": (7,),
        **differences,
    }
    return ReadyForPlacement(
        happened_at=now(),
        enrolment_id=person.enrolment,
        participant_id=person.participant,
        provider=person.provider,
        **said,
    )


def no_longer_ready(person: Person) -> NoLongerReady:
    return NoLongerReady(
        happened_at=now(),
        enrolment_id=person.enrolment,
        participant_id=person.participant,
        provider=person.provider,
    )


def rejoined(person: Person, on: date) -> ParticipantRejoined:
    return ParticipantRejoined(
        happened_at=now(),
        enrolment_id=person.enrolment,
        participant_id=person.participant,
        provider=person.provider,
        rejoined_on=on,
    )


@pytest.fixture(scope="session")
def provider() -> UUID:
    return uuid4()


@pytest.fixture(scope="session")
def neighbour() -> UUID:
    return uuid4()


People = Callable[..., Awaitable[list[Person]]]


@pytest.fixture
def people(bus: Bus, provider: UUID) -> People:
    """Registers some people: `await people(3)`, with the provider unless told otherwise."""

    async def some(
        count: int, *, of: UUID = provider, participant: UUID | None = None, lot: Lot = Lot.NORTH_WALES
    ) -> list[Person]:
        made = [Person(of, participant or uuid4(), uuid4()) for _ in range(count)]
        await bus.tell(*(registered(person, lot=lot) for person in made))
        return made

    return some


def an_employer_body(**differences: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": "Archfarchnad y Gogledd",
        "sector": "G",
        "sites": [{"name": "Y Rhyl", "postcode": "LL18 1AA"}],
        "lots": ["North Wales"],
        "willing_substance_misuse": "yes",
        "disclosure_policy": "Asks about nothing but what the work needs",
        "aware_since": "2016-11-01",
        "contacts": [
            {
                "name": "Blodwen Canary",
                "position": "Manager",
                "phone": "01632 960 001",
                "email": "b@example.org",
            }
        ],
    }
    return {**body, **differences}


def an_opportunity_body(employer: str, **differences: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "employer_id": employer,
        "lot": "North Wales",
        "kind": "work_experience",
        "role": "Shop assistant",
        "soc_group": 7,
        "places": 12,
        "ring_fenced": True,
    }
    return {**body, **differences}


@dataclass(frozen=True)
class Staff:
    """Somebody at a provider: sends a request, expects a status, returns the answer."""

    service: Running
    headers: dict[str, str]

    async def post(
        self,
        path: str,
        body: dict[str, Any],
        *,
        expects: int = 201,
        seen: int | None = None,
        key: str | None = None,
    ) -> dict[str, Any]:
        more = {} if seen is None else {"If-Match": f'"{seen}"'}
        more |= {} if key is None else {"Idempotency-Key": key}
        answer = await self.service.client.post(path, json=body, headers={**self.headers, **more})
        assert answer.status_code == expects, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def patch(
        self, path: str, body: dict[str, Any], *, expects: int = 200, seen: int | None = None
    ) -> dict[str, Any]:
        headers = {**self.headers, "Content-Type": "application/merge-patch+json"}
        headers |= {} if seen is None else {"If-Match": f'"{seen}"'}
        answer = await self.service.client.patch(path, json=body, headers=headers)
        assert answer.status_code == expects, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def get(self, path: str, *, expects: int = 200, **query: Any) -> dict[str, Any]:
        answer = await self.service.client.get(path, params=query, headers=self.headers)
        assert answer.status_code == expects, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def employer(self, **differences: Any) -> dict[str, Any]:
        return await self.post("/v1/employers", an_employer_body(**differences))

    async def opportunity(self, **differences: Any) -> dict[str, Any]:
        employer = await self.employer()
        return await self.post("/v1/opportunities", an_opportunity_body(employer["id"], **differences))

    async def matches(self, offer: dict[str, Any], **query: Any) -> dict[str, Any]:
        return await self.get(f"/v1/opportunities/{offer['id']}/matches", limit=500, **query)

    async def offer(self, offer: dict[str, Any], *, expects: int = 200, **body: Any) -> dict[str, Any]:
        return await self.post(f"/v1/opportunities/{offer['id']}/offers", body, expects=expects)

    async def start(self, placed: dict[str, Any], on: str | None = None) -> dict[str, Any]:
        """Let both agree to a placement that was proposed, and start it."""
        body = {} if on is None else {"started_on": on}
        seen = await self.agree(placed, on)
        return await self.post(f"/v1/placements/{placed['id']}/start", body, seen=seen, expects=200)

    async def agree(self, placed: dict[str, Any], on: str | None = None) -> int:
        """Let both agree to a placement that was proposed; the version that it has since."""
        body = {} if on is None else {"agreed_on": on}
        for seen, by in enumerate(("participant", "employer"), start=1):
            path = f"/v1/placements/{placed['id']}/agree"
            placed = await self.post(path, {"by": by, **body}, seen=seen, expects=200)
        version: int = placed["version"]
        return version

    async def propose(self, offer: dict[str, Any], person: Person, *, expects: int = 201) -> dict[str, Any]:
        body = {
            "opportunity_id": offer["id"],
            "participant_id": str(person.participant),
            "proposed_on": "2018-03-05",
        }
        return await self.post("/v1/placements", body, expects=expects)


@pytest.fixture
def staff(employers: Running, bearer: Tokens, provider: UUID) -> Staff:
    return Staff(employers, bearer("provider", provider, purposes=["support"]))


@pytest.fixture
def own_staff(employers: Running, bearer: Tokens) -> Staff:
    """Staff of the provider that posts in `tests.histories`."""
    return Staff(employers, bearer("provider", PROVIDER, purposes=["support"]))


@pytest.fixture
def others(employers: Running, bearer: Tokens, neighbour: UUID) -> Staff:
    """Staff of another provider."""
    return Staff(employers, bearer("provider", neighbour, purposes=["support"]))


@pytest.fixture
def government(employers: Running, bearer: Tokens) -> Staff:
    return Staff(employers, bearer("wg"))
