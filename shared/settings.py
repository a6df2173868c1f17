"""Settings of a process, read from environment variables `DOLEN_…`, or from files that `DOLEN_…_FILE` name:
all that differs between deployments."""

from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import PositiveInt, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.secret_files import SecretFiles
from shared.server_addresses import (
    are_brokers_on_this_machine,
    is_database_verified,
    is_web_address_verified,
    with_password,
)

_PASSWORDS: Final = {
    "database_url": "database_password",
    "bus_url": "bus_password",
    "anchor_url": "anchor_password",
}
"""The addresses whose password may be told apart from them, and the setting that tells it."""


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
    jwks_ca: Path | None = None
    """Certificate (PEM) of the authority that vouches for the server at `jwks`; without it, one that the
    system knows has to."""
    longest_token_seconds: float = 15 * 60
    """How long a token may be good for (`exp` less `iat`); one that says longer is refused."""
    revoked_tokens: Path | None = None
    """The file of tokens and sessions that are refused before they expire, as `dolen tokens revoke` writes
    it."""
    service_jwks: dict[str, str] = {}
    """Name of a service → path or address of the key set for the tokens that it signs itself."""
    longest_service_token_seconds: float = 2 * 60
    """How long a token of a service may be good for."""

    peers: dict[str, str] = {}
    """Name of a service → its base address on the private network."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from: the environment, and the files that it names."""
        return init_settings, env_settings, SecretFiles(settings_cls)

    @cached_property
    def in_development(self) -> bool:
        return self.environment == "development"

    @model_validator(mode="after")
    def _keys_are_not_fetched_in_the_clear(self) -> Self:
        locations = (self.jwks, *self.service_jwks.values())
        if not self.in_development and not all(map(is_web_address_verified, locations)):
            raise ValueError(
                "DOLEN_JWKS and each DOLEN_SERVICE_JWKS has to be a file, or begin with https://"
            )
        return self


class ServiceSettings(Settings):
    """The settings of a service. One that needs more has a subclass, which its `Service` names."""

    database_url: str
    """Address of this service's own database as the application's role, `postgresql://…`. Beyond this machine
    it ends in `?sslmode=verify-full&sslrootcert=…`, as libpq has it."""
    database_password: SecretStr | None = None
    """The password of that role, where the address has none."""
    migration_url: str = ""
    """Address of the same database as its owner; only migrations use it."""
    bus: Literal["postgres", "kafka"] = "postgres"
    """The transport that carries facts between services."""
    bus_url: str = ""
    """Address of the Postgres log."""
    bus_password: SecretStr | None = None
    """The password of the log's role, where its address has none."""
    kafka: str = ""
    """The brokers to ask first, `host:port,host:port`."""
    kafka_prefix: str = ""
    """Prefix of the names of our topics, in a cluster that others use too."""
    kafka_ca: Path | None = None
    """Certificate (PEM) of the authority that vouches for the brokers. With it, we speak TLS and say who we
    are (SCRAM-SHA-512)."""
    kafka_user: str = ""
    kafka_password: SecretStr = SecretStr("")

    signing_key: Path | None = None
    """This service's own private key, which its short tokens for other services are signed with."""

    keys: Path | None = None
    """Folder with this service's own keys, each base64 of 32 random bytes: `master.1`, `index.1` and
    `identifiers` (docs/keys.md)."""

    anchor_url: str = ""
    """Address of the database of anchors, better on another server; empty where the audit is not anchored."""
    anchor_password: SecretStr | None = None
    """The password of the role that anchors, where its address has none."""
    anchor_key: Path | None = None
    """Private key that anchors of the audit are signed with."""

    unusual_people_by_person: PositiveInt = 100
    """How many people one user can read within an hour before it is flagged."""
    unusual_people_by_system: PositiveInt = 5000
    """The same for a system that reads by itself, such as one that copies a provider's records."""

    pool_size: int = 16
    """How many connections to its database a process keeps at most."""
    consumer_batch: int = 2000
    relay_batch: int = 4000
    """How many facts a relay sends at once. The more, the less often it waits for its turn in a process that
    is busy answering; and consumers get more at once."""

    @model_validator(mode="before")
    @classmethod
    def _addresses_get_their_passwords(cls, told: dict[str, Any]) -> dict[str, Any]:
        for address, password in _PASSWORDS.items():
            if address in told and (secret := told.get(password)) is not None:
                plain = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
                told = told | {address: with_password(told[address], plain)}
        return told

    @model_validator(mode="after")
    def _the_bus_has_an_address(self) -> Self:
        name = "bus_url" if self.bus == "postgres" else "kafka"
        if not getattr(self, name):
            raise ValueError(f"DOLEN_{name.upper()} is missing: DOLEN_BUS is {self.bus}")
        return self

    @model_validator(mode="after")
    def _who_talks_tls_to_brokers_says_who_it_is(self) -> Self:
        if (self.kafka_ca is not None) != bool(self.kafka_user and self.kafka_password.get_secret_value()):
            raise ValueError("DOLEN_KAFKA_CA, DOLEN_KAFKA_USER and DOLEN_KAFKA_PASSWORD go together")
        return self

    @model_validator(mode="after")
    def _nothing_leaves_this_machine_in_the_clear(self) -> Self:
        if self.in_development:
            return self
        for name in _PASSWORDS:
            if not is_database_verified(getattr(self, name)):
                raise ValueError(f"DOLEN_{name.upper()} has to end in ?sslmode=verify-full&sslrootcert=…")
        if self.bus == "kafka" and self.kafka_ca is None and not are_brokers_on_this_machine(self.kafka):
            raise ValueError("DOLEN_KAFKA_CA is missing: brokers on other machines are spoken to by TLS")
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

    @model_validator(mode="after")
    def _anchors_are_signed(self) -> Self:
        if bool(self.anchor_url) != bool(self.anchor_key):
            raise ValueError("DOLEN_ANCHOR_URL and DOLEN_ANCHOR_KEY go together")
        if not self.in_development and not self.anchor_url:
            raise ValueError("DOLEN_ANCHOR_URL is missing: nobody would notice that the audit was changed")
        return self
