"""A second worker of every service over Kafka, killed while the demonstration is posted. That no figure
changes by it is what `test_published_tables` says of the same platform."""

from tests.journeys.conftest import OverKafka
from tests.patience import patient
from tests.workers import TAKEN_OVER_WITHIN


async def test_the_share_of_a_killed_worker_is_taken_over(over_kafka: OverKafka) -> None:
    assert over_kafka.taken_over_after < patient(TAKEN_OVER_WITHIN)
