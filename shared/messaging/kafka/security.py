"""Security of connections to Kafka: TLS with brokers that our authority vouches for, and SCRAM-SHA-512 to say
who we are."""

import ssl
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class KafkaSecurity:
    """A user of the brokers, its password, and the certificate (PEM) of who vouches for them."""

    ca: Path
    user: str
    password: str = field(repr=False)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca)

    def options(self) -> dict[str, Any]:
        """Return what aiokafka's clients are told. Raises OSError where there is no certificate."""
        return {
            "security_protocol": "SASL_SSL",
            "ssl_context": self._trusted,
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
        }


def options_of(security: KafkaSecurity | None) -> dict[str, Any]:
    """Return what a client is told: nothing where brokers are spoken to in the clear, on this machine."""
    return {} if security is None else security.options()
