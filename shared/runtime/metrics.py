"""Exposes the backlog of a service in Prometheus' text format."""

from typing import Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from shared import security_events
from shared.workers import queue_ages
from shared.workers.backlog import Backlog

CONTENT_TYPE: Final[str] = CONTENT_TYPE_PLAIN_0_0_4


def exposition(backlog: Backlog, service: str) -> bytes:
    """Return the three gauges of a service (seconds, facts by topic, and facts that were set aside), the ages
    of its other queues, and its security events by kind."""
    registry = CollectorRegistry()
    age = Gauge(
        "dolen_outbox_age_seconds",
        "Age of the oldest fact that is not yet on the bus.",
        ["service"],
        registry=registry,
    )
    lag = Gauge(
        "dolen_consumer_lag",
        "Facts on the bus that are not yet taken in.",
        ["service", "topic"],
        registry=registry,
    )
    dead_letters = Gauge(
        "dolen_dead_letters",
        "Facts that were set aside, poisonous or parked behind one that is.",
        ["service"],
        registry=registry,
    )
    age.labels(service).set(round(backlog.outbox_age_seconds, 3))
    for topic, behind in backlog.lag.items():
        lag.labels(service, topic).set(behind)
    dead_letters.labels(service).set(backlog.dead_letters)
    registries = (registry, queue_ages.REGISTRY, security_events.REGISTRY)
    return b"".join(map(generate_latest, registries))
