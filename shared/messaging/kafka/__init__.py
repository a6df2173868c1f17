"""Kafka as the message broker, for where one machine is not enough."""

from shared.messaging.kafka.log import KafkaLog

__all__ = ["KafkaLog"]
