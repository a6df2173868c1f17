"""Kafka clients are ended by force through attributes of one version of aiokafka."""

from importlib.metadata import version

from shared.messaging.kafka.closing import MADE_FOR


def test_clients_are_ended_through_the_attributes_of_the_version_that_is_installed() -> None:
    assert version("aiokafka") == MADE_FOR, (
        "aiokafka has changed: see whether AIOKafkaProducer and AIOKafkaConsumer still have _closed, _sender"
        " (with sender_task) and _client, and that none has a public way to be ended; then set MADE_FOR"
    )
