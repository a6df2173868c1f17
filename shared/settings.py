"""Settings of a process, read from environment variables `DOLEN_…`: all that differs between deployments."""

from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings that every process has.

    Raises pydantic.ValidationError when a value is missing, or a secret is the shipped default outside
    development; the error names the setting and never quotes it."""

    model_config = SettingsConfigDict(
        env_prefix="DOLEN_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = "production"
    listen_host: str = "127.0.0.1"
    listen_port: int = 8080
    largest_number_of_connections: int = 2000
    """How many connections a process holds at once; one more costs the one that has waited longest."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks (CIDR) of the proxies whose `X-Forwarded-For` is believed; from anybody else, a
    client's address is that of its connection."""

    issuer: str
    audience: str = "dolen"
    jwks: str
    """Path or address of the JSON Web Key Set that tokens are checked with."""
    service_jwks: str = ""
    """Path or address of the key set for tokens by which services ask each other; empty where none is
    accepted."""

    peers: dict[str, str] = {}
    """Name of a service → its base address on the private network."""

    @cached_property
    def in_development(self) -> bool:
        return self.environment == "development"


class ServiceSettings(Settings):
    """The settings of a service. One that needs more has a subclass, which its `Service` names."""

    database_url: str
    """Address of this service's own database as the application's role, `postgresql://…`."""
    migration_url: str = ""
    """Address of the same database as its owner; only migrations use it."""
    bus: Literal["postgres", "kafka"] = "postgres"
    """The transport that carries facts between services."""
    bus_url: str = ""
    """Address of the Postgres log."""
    kafka: str = ""
    """The brokers to ask first, `host:port,host:port`."""
    kafka_prefix: str = ""
    """Prefix of the names of our topics, in a cluster that others use too."""

    signing_key: Path | None = None
    """Private key that short tokens between services are signed with."""

    keys: Path | None = None
    """Folder with this service's own keys, each base64 of 32 random bytes: `master.1`, `index.1` and
    `identifiers` (docs/keys.md)."""

    pool_size: int = 16
    """How many connections to its database a process keeps at most."""
    consumer_batch: int = 2000
    relay_batch: int = 4000
    """How many facts a relay sends at once. The more, the less often it waits for its turn in a process that
    is busy answering; and consumers get more at once."""

    @model_validator(mode="after")
    def _the_bus_has_an_address(self) -> Self:
        name = "bus_url" if self.bus == "postgres" else "kafka"
        if not getattr(self, name):
            raise ValueError(f"DOLEN_{name.upper()} is missing: DOLEN_BUS is {self.bus}")
        return self

    @model_validator(mode="after")
    def _services_can_ask_each_other(self) -> Self:
        for name in ("signing_key", "service_jwks"):
            if not self.in_development and not getattr(self, name):
                raise ValueError(f"DOLEN_{name.upper()} is missing: services ask each other with tokens")
        return self

    @model_validator(mode="after")
    def _keys_of_its_own_in_production(self) -> Self:
        if not self.in_development and self.keys is None:
            raise ValueError("DOLEN_KEYS is missing: a folder with keys of the service's own")
        return self
