"""Measures the age of the oldest row of queues that a service has besides the outbox, for Prometheus."""

from typing import Final

from prometheus_client import CollectorRegistry, Gauge

REGISTRY: Final = CollectorRegistry()
AGE: Final = Gauge(
    "dolen_queue_age_seconds",
    "Age of the oldest row of a queue, as a worker of this process saw it last.",
    ["queue"],
    registry=REGISTRY,
)
