"""A stream of security events of its own: one JSON line each on the log channel `security`, and a count by
kind for Prometheus.

An event says who, why and for which request, by ids and words of ours: nothing about the people that the data
is about, and nothing of what a caller sent."""

from collections.abc import Mapping
from typing import Final, Literal

import structlog
from prometheus_client import CollectorRegistry, Counter

CHANNEL: Final = "security"

Kind = Literal[
    "token-refused",
    "permission-denied",
    "object-denied",
    "unusual-reading",
    "break-glass",
    "late-reading",
    "webhook-address",
]
"""What can happen; docs/security-events.md says what each means and what to do."""

REGISTRY: Final = CollectorRegistry()
COUNTER: Final = Counter(
    "dolen_security_events",
    "Security events by kind; the log channel `security` has each of them.",
    ["kind"],
    registry=REGISTRY,
)


def record(kind: Kind, who: Mapping[str, str] | None = None, **facts: str | int) -> None:
    """Write down a security event. `who` is the caller's identity where it is known; the correlation id of
    the request is added by the log."""
    COUNTER.labels(kind).inc()
    structlog.get_logger().warning("security", channel=CHANNEL, kind=kind, **(who or {}), **facts)
