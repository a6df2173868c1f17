"""A process says whether it is ready, and how far behind the way of its facts is."""

from pathlib import Path
from uuid import uuid4

import pytest

from shared.runtime.metrics import exposition
from shared.workers import dead_letters, inbox
from shared.workers.backlog import Backlog, backlog
from tests.shared.buses import TOPIC, PostgresBus
from tests.shared.issuer import Issuer
from tests.shared.kit import Kit, an_envelope
from tests.shared.notes.served import served


async def test_nothing_waits_where_nothing_has_happened(kit: Kit) -> None:
    async with kit.transport() as bus:
        found = await backlog(kit.rows, bus, [TOPIC])
    assert found.figures() == {"outbox_age_seconds": 0.0, "lag": 0, "dead_letters": 0}


async def test_the_age_of_the_oldest_fact_in_the_outbox_is_told(kit: Kit) -> None:
    await kit.announce(uuid4(), "a")
    async with kit.transport() as bus:
        assert 0 < (await backlog(kit.rows, bus, [])).outbox_age_seconds < 60


async def test_facts_on_the_bus_that_are_not_taken_in_are_counted_by_topic(kit: Kit) -> None:
    events = [an_envelope(uuid4()) for _ in range(30)]
    async with kit.transport() as bus:
        await bus.publish(events)
        assert (await backlog(kit.rows, bus, [TOPIC])).lag == {TOPIC: 30}
        taken = await bus.read(TOPIC, {events[0].partition: 0}, limit=1)
        await inbox.save_offsets(kit.rows, TOPIC, taken)
        assert (await backlog(kit.rows, bus, [TOPIC])).lag == {TOPIC: 29}


async def test_a_fact_that_was_set_aside_is_counted(kit: Kit) -> None:
    async with kit.transport() as bus:
        await bus.publish([event := an_envelope(uuid4())])
        [delivered] = await bus.read(TOPIC, {event.partition: 0}, limit=1)
        await dead_letters.add(kit.rows, [delivered], reason="poison", error="ValidationError", attempts=3)
        found = await backlog(kit.rows, bus, [])
    assert found.dead_letters == 1
    assert b'\ndolen_dead_letters{service="notes"} 1.0\n' in exposition(found, "notes")


async def test_names_and_labels_of_the_metrics_are_those_that_dashboards_know() -> None:
    backlog = Backlog(1.23456, {"note.note.v1": 3, "other.v1": 0}, 2)
    lines = exposition(backlog, "notes").decode().splitlines()
    # which security events and queues this process has seen depends on the tests before
    seen = (
        *("# HELP", "# TYPE dolen_security_events_created"),
        *("dolen_security_events_", "dolen_queue_age_seconds{"),
    )
    assert [line for line in lines if not line.startswith(seen)] == [
        "# TYPE dolen_outbox_age_seconds gauge",
        'dolen_outbox_age_seconds{service="notes"} 1.235',
        "# TYPE dolen_consumer_lag gauge",
        'dolen_consumer_lag{service="notes",topic="note.note.v1"} 3.0',
        'dolen_consumer_lag{service="notes",topic="other.v1"} 0.0',
        "# TYPE dolen_dead_letters gauge",
        'dolen_dead_letters{service="notes"} 2.0',
        "# TYPE dolen_queue_age_seconds gauge",
        "# TYPE dolen_security_events_total counter",
    ]


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


async def test_a_door_without_a_worker_is_ready_without_a_bus(kit: Kit, issuer: Issuer) -> None:
    async with served(kit.url, "postgresql://nobody@127.0.0.1:1/nothing", issuer) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ready",
        "migrations": "ready",
        "outbox_age_seconds": 0.0,
        "lag": 0,
        "dead_letters": 0,
    }


async def test_the_figures_are_there_for_prometheus(
    kit: Kit, postgres_bus: PostgresBus, issuer: Issuer
) -> None:
    await kit.announce(uuid4(), "a")
    async with served(kit.url, postgres_bus.url, issuer) as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'dolen_outbox_age_seconds{service="notes"}' in answer.text
    assert answer.text.endswith("\n")
