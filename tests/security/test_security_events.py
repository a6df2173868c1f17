"""The stream of security events: what is refused or denied is in it, with who and which request, and nothing
that a caller sent."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from prometheus_client import generate_latest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict

from shared import security_events
from tests.conftest import Running, Tokens
from tests.graph import ask

BAROD = UUID("0b0b0b0b-0000-4000-8000-000000000001")


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    with capture_logs(processors=[merge_contextvars]) as seen:
        yield seen


def events(logs: list[EventDict]) -> list[EventDict]:
    return [each for each in logs if each.get("channel") == security_events.CHANNEL]


async def test_a_refused_token_says_why_and_nothing_of_what_it_said(
    participants: Running, logs: list[EventDict]
) -> None:
    before = _count("token-refused")
    answer = await participants.client.get(
        "/v1/participants",
        headers={"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30.", "X-Correlation-Id": "Evans"},
    )
    assert answer.status_code == 401
    [event] = events(logs)
    assert (event["kind"], event["reason"]) == ("token-refused", "algorithm")
    assert UUID(event["correlation_id"])
    assert "eyJ" not in str(event)
    assert _count("token-refused") == before + 1


async def test_a_denied_permission_says_who_asked_for_which_route(
    participants: Running, bearer: Tokens, logs: list[EventDict]
) -> None:
    correlation = str(uuid4())
    headers = bearer("referrer", BAROD) | {"X-Correlation-Id": correlation}
    await participants.client.get(f"/v1/participants/{uuid4()}", headers=headers)
    [event] = events(logs)
    assert (event["kind"], event["role"], event["organisation"], event["route"], event["correlation_id"]) == (
        "permission-denied",
        "referrer",
        str(BAROD),
        "/v1/participants/{participant_id}",
        correlation,
    )


async def test_a_denied_object_says_who_asked_and_not_for_whom(
    participants: Running, bearer: Tokens, logs: list[EventDict]
) -> None:
    person = str(uuid4())
    headers = bearer("lead", BAROD, person="p-7")
    await participants.client.get(f"/v1/participants/{person}", headers=headers)
    [event] = events(logs)
    assert (event["kind"], event["person"]) == ("object-denied", "p-7")
    assert person not in str(event)


async def test_denied_fields_of_a_graph_request_are_one_event(
    participants: Running, bearer: Tokens, logs: list[EventDict]
) -> None:
    headers = bearer("apb", BAROD)
    await ask(participants, headers, "{ a: participants { nodes { id } } b: participants { nodes { id } } }")
    [event] = events(logs)
    assert (event["kind"], event["route"], event["fields"]) == ("permission-denied", "graph", 2)


@pytest.mark.parametrize("sent", ["Sian Evans", "", "1" * 300, "QQ123456C", str(UUID(int=7)) + "x"])
async def test_a_service_takes_no_correlation_id_that_is_none(
    participants: Running, bearer: Tokens, logs: list[EventDict], sent: str
) -> None:
    headers = {**bearer("referrer", BAROD), "X-Correlation-Id": sent}
    await participants.client.get("/v1/participants", headers=headers)
    [event] = events(logs)
    assert UUID(event["correlation_id"])
    assert event["correlation_id"] != sent


async def test_the_service_counts_events_for_operators(participants: Running) -> None:
    said = (await participants.client.get("/metrics")).text
    assert "# TYPE dolen_security_events_total counter" in said


def _count(kind: str) -> float:
    said = generate_latest(security_events.REGISTRY).decode().splitlines()
    name = f'dolen_security_events_total{{kind="{kind}"}} '
    return sum(float(line.removeprefix(name)) for line in said if line.startswith(name))
