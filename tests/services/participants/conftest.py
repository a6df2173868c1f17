"""Events to post: builders state only what differs."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.participants import programmes
from shared.programmes.delivery import deliveries
from tests.conftest import Running, Tokens

A_DOCUMENT = {"document": "A letter", "seen_on": "2017-03-06", "seen_by": "M-7"}
BATCH = "application/cloudevents-batch+json"


def an_event(kind: str, subject: str, data: dict[str, Any], **differences: Any) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:crm:test",
        "type": f"cymru.dolen.participant.{kind}.v1",
        "subject": subject,
        "time": "2017-03-06T10:00:00+00:00",
        "data": data,
    }
    return {**event, **differences}


def a_registration(subject: str, **differences: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "programme": "oows",
        "lot": "North Wales",
        "local_authority": "W06000004",
        "person": {
            "given_name": "Siân",
            "family_name": "ap Rhys",
            "date_of_birth": "1985-05-01",
            "postcode": "LL18 1AA",
        },
        "eligibility": {
            "stable_in_recovery": "yes",
            "labour_market": "economically_inactive",
            "neet": "not_known",
            "safeguarding_concern": "no",
            "on_another_funded_programme": "no",
            "evidence_seen": dict.fromkeys(("proof_of_address", "ni_number"), A_DOCUMENT),
        },
        "consent": {"to_take_part": True, "given_on": "2017-03-06"},
    }
    return an_event("registered", subject, {**data, **differences})


Posting = Callable[..., Awaitable[list[dict[str, Any]]]]
Shown = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


@pytest.fixture
def provider() -> UUID:
    """A provider nobody else in the tests is."""
    return uuid4()


@pytest.fixture
def post(participants: Running, bearer: Tokens, provider: UUID) -> Posting:
    """Posts events as one batch and returns the results."""

    async def post_events(*events: Any, organisation: UUID = provider) -> list[dict[str, Any]]:
        answer = await participants.client.post(
            "/v1/events",
            json=list(events),
            headers={**bearer("provider", organisation), "Content-Type": BATCH},
        )
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    return post_events


@pytest.fixture
def shown(participants: Running, bearer: Tokens, provider: UUID) -> Shown:
    """Shows a participant by the result of an event."""

    async def show(result: dict[str, Any]) -> dict[str, Any]:
        answer = await participants.client.get(
            f"/v1/participants/{result['participant']}", headers=bearer("provider", provider)
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return show


@pytest.fixture
def second_programme(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A programme beside the one that ships, with the same rules."""
    oows = programmes.programme("oows")
    with monkeypatch.context() as patch:
        both = {"oows": oows, "second": replace(oows, code="second")}
        patch.setattr(programmes, "_programmes", lambda: both)
        patch.setitem(deliveries(), "second", deliveries()["oows"])
        yield "second"
