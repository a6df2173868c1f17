"""A while without any broker, in the middle of the demonstration: nobody outside notices, and nothing piles
up but rows in the outbox."""

from tests.journeys.conftest import OverKafka
from tests.journeys.outage import ROUNDS
from tests.patience import patient

_APPLIED_WITHIN = 30
"""Seconds after the brokers are back, on a quiet machine."""
_MAY_GROW_BY = 150
"""Megabytes of one process, for whatever it has been doing meanwhile."""


async def test_the_doors_keep_accepting_while_all_brokers_are_away(over_kafka: OverKafka) -> None:
    said = over_kafka.outage.said
    assert set(said) == {("events", "accepted"), ("referrals", 201), ("employers", 201)}
    assert min(said.values()) >= ROUNDS


async def test_what_is_accepted_meanwhile_waits_in_the_outbox(over_kafka: OverKafka) -> None:
    outage = over_kafka.outage
    assert outage.waiting["participants"] >= outage.said["events", "accepted"]


async def test_no_process_grows_with_what_waits(over_kafka: OverKafka) -> None:
    grown = {name: most - before for name, (before, most) in over_kafka.outage.megabytes.items()}
    assert all(more < _MAY_GROW_BY for more in grown.values()), over_kafka.outage.megabytes


async def test_everything_is_applied_soon_after_the_brokers_are_back(over_kafka: OverKafka) -> None:
    assert over_kafka.outage.seconds_until_applied < patient(_APPLIED_WITHIN), str(over_kafka.outage)
