"""Configuration of a local run: its folder, its ports, and each process's environment."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, Self, cast
from urllib.parse import quote

from deploy.kafka.cluster import PORTS as KAFKA_PORTS
from deploy.kafka.cluster import Cluster
from deploy.localrun import dev_token_issuer
from deploy.localrun.keys import Keys
from deploy.topology import AUDIT, BUS, DATABASES, GATEWAY, ISSUER, SERVICES

Bus = Literal["postgres", "kafka"]

HOST: Final = "127.0.0.1"
DEVELOPMENT: Final = "development"


class InvalidRunConfig(Exception):
    """The environment variables do not describe a run; the message says which."""


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One run's folder and ports. Two runs with different ones live side by side."""

    home: Path
    port: int
    environment: str = DEVELOPMENT
    bus: Bus = "postgres"
    brokers: str = ""
    """The brokers of a cluster that somebody else runs; empty where the run has its own."""

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """As DOLEN_HOME, DOLEN_PORT, DOLEN_ENVIRONMENT, DOLEN_BUS and DOLEN_KAFKA say.

        Raises InvalidRunConfig."""
        text = environ.get("DOLEN_PORT", "8080")
        if not text.isdigit() or not 1 <= int(text) <= 65_520:
            raise InvalidRunConfig(f"DOLEN_PORT is {text!r}; it has to be a number from 1 to 65520")
        home = Path(environ.get("DOLEN_HOME") or ".dolen").expanduser().absolute()
        run_config = cls(
            home,
            int(text),
            environment=environ.get("DOLEN_ENVIRONMENT", DEVELOPMENT),
            brokers=environ.get("DOLEN_KAFKA", ""),
        )
        # whoever looks into a folder later need not know over what it was run
        before = run_config.carrier.read_text() if run_config.carrier.exists() else "postgres"
        bus = environ.get("DOLEN_BUS") or before
        if bus not in ("postgres", "kafka"):
            raise InvalidRunConfig(f"DOLEN_BUS is {bus!r}; it has to be postgres or kafka")
        return replace(run_config, bus=cast(Bus, bus))

    @property
    def ports(self) -> dict[str, int]:
        """The port of every process: gateway, the services in their order, PostgreSQL, the token
        endpoint, our own brokers."""
        names = (GATEWAY, *SERVICES, "postgres", ISSUER)
        ports = {name: self.port + step for step, name in enumerate(names)}
        return ports | (self.kafka.ports if self.bus == "kafka" and not self.brokers else {})

    @property
    def kafka(self) -> Cluster:
        """The cluster of a run over Kafka that is not told of another."""
        return Cluster(self.home / "kafka", self.port + 7)

    @property
    def webhook_port(self) -> int:
        """The one port of this machine to which webhooks may go: that of `dolen listen`, behind those of all
        processes."""
        return self.port + 7 + KAFKA_PORTS

    @property
    def keys(self) -> Keys:
        return Keys(self.home / "keys")

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def posted(self) -> Path:
        """Exists once the demonstration programme has been posted to its end."""
        return self.home / "demonstration.json"

    @property
    def carrier(self) -> Path:
        """Says which bus the databases in this folder have read from."""
        return self.home / "bus"

    @property
    def partners(self) -> Path:
        """The demonstration's partners by name, so that a token can be asked for by name."""
        return self.home / "partners.json"

    def url(self, name: str) -> str:
        """The base address of a process."""
        return f"http://{HOST}:{self.ports[name]}"

    def database_url(self, role: str, database: str) -> str:
        """How `role` reaches a database of the embedded server."""
        secret = quote(self.keys.password(role), safe="")
        return f"postgresql://{role}:{secret}@{HOST}:{self.ports['postgres']}/{database}"

    def environment_of(self, name: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Everything a process of this run is told; whatever else is set in `environ` is handed on."""
        keys = self.keys
        told = {
            "DOLEN_HOME": str(self.home),
            "DOLEN_PORT": str(self.port),
            "DOLEN_ENVIRONMENT": self.environment,
            "DOLEN_BUS": self.bus,
            "DOLEN_JWKS": str(keys.jwks),
            "DOLEN_SERVICE_JWKS": json.dumps({each: str(keys.service_jwks(each)) for each in SERVICES}),
            "DOLEN_REVOKED_TOKENS": str(keys.revoked),
            "DOLEN_ISSUER": dev_token_issuer.ISSUER,
            "DOLEN_AUDIENCE": dev_token_issuer.AUDIENCE,
            "DOLEN_PEERS": json.dumps({peer: self.url(peer) for peer in SERVICES}),
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "2",  # several small processes share one small machine
        }
        if name in self.ports:
            told["DOLEN_LISTEN_PORT"] = str(self.ports[name])
        if name == GATEWAY:
            told["DOLEN_TOKEN_UPSTREAM"] = self.url(ISSUER)
        if name == "referrals" and self.environment == DEVELOPMENT:
            told["DOLEN_WEBHOOK_LOCAL_PORT"] = str(self.webhook_port)
        if name in DATABASES:
            told |= {
                "DOLEN_DATABASE_URL": self.database_url(f"{name}_app", name),
                "DOLEN_MIGRATION_URL": self.database_url(f"{name}_owner", name),
                "DOLEN_BUS_URL": self.database_url(f"{BUS}_app", BUS),
                "DOLEN_KAFKA": self.brokers or self.kafka.bootstrap,
                "DOLEN_SIGNING_KEY": str(keys.service(name)),
                "DOLEN_ANCHOR_URL": self.database_url(f"{AUDIT}_app", AUDIT),
                "DOLEN_ANCHOR_KEY": str(keys.anchor),
                "DOLEN_KEYS": str(keys.of_service(name)),
            }
        return {**environ, **told}
