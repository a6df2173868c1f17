"""Collects the subgraph schema of each service, with its fingerprint."""

import hashlib
from dataclasses import dataclass
from importlib import import_module

from deploy.topology import SERVICES
from shared.runtime.service import Service


@dataclass(frozen=True, slots=True)
class Contribution:
    """One service's schema. `url` is where the compose topology has the service; the gateway goes by its
    settings instead."""

    name: str
    sdl: str

    @property
    def url(self) -> str:
        return f"http://{self.name}:8080/graphql"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.sdl.encode()).hexdigest()


def contributions() -> list[Contribution]:
    """Every service's, as its code says today."""
    found = []
    for name in SERVICES:
        service: Service = import_module(f"services.{name}.app").SERVICE
        if service.subgraph is not None:
            found.append(Contribution(name, service.subgraph.sdl))
    return found
