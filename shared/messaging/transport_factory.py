"""Makes the transport that a process's settings name: the Postgres log or Kafka."""

from shared.messaging.kafka import KafkaLog
from shared.messaging.kafka.security import KafkaSecurity
from shared.messaging.postgres_log import PostgresLog
from shared.messaging.transport import Transport
from shared.settings import ServiceSettings


def transport(settings: ServiceSettings, *, name: str) -> Transport:
    """Return the transport; it connects when it is first used. `name` shows in the bus's own view of its
    clients."""
    if settings.bus == "kafka":
        return KafkaLog(
            settings.kafka, name=name, prefix=settings.kafka_prefix, security=_security_of(settings)
        )
    return PostgresLog(settings.bus_url, name=name)


def _security_of(settings: ServiceSettings) -> KafkaSecurity | None:
    if settings.kafka_ca is None:
        return None
    return KafkaSecurity(settings.kafka_ca, settings.kafka_user, settings.kafka_password.get_secret_value())
