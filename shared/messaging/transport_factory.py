"""Which transport a process uses: the one its settings name."""

from shared.messaging.kafka import KafkaLog
from shared.messaging.postgres_log import PostgresLog
from shared.messaging.transport import Transport
from shared.settings import ServiceSettings


def transport(settings: ServiceSettings, *, name: str) -> Transport:
    """The transport; it connects when it is first used. `name` shows in the bus's own view of its clients."""
    if settings.bus == "kafka":
        return KafkaLog(settings.kafka, name=name, prefix=settings.kafka_prefix)
    return PostgresLog(settings.bus_url, name=name)
