"""The transport for where one machine is not enough: a Kafka cluster."""

from shared.messaging.kafka.log import KafkaLog

__all__ = ["KafkaLog"]
