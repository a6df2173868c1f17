"""Makes the transport that a process's settings name: the Postgres log or Kafka."""

from shared.messaging.kafka import KafkaLog
from shared.messaging.postgres_log import PostgresLog
from shared.messaging.transport import Transport
from shared.settings import ServiceSettings


def transport(settings: ServiceSettings, *, name: str) -> Transport:
    """Return the transport; it connects when it is first used. `name` shows in the bus's own view of its
    clients."""
    if settings.bus == "kafka":
        return KafkaLog(settings.kafka, name=name, prefix=settings.kafka_prefix)
    return PostgresLog(settings.bus_url, name=name)
