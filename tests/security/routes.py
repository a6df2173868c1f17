"""Every route of every service, with the permission its signature names."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.auth import Permitted
from shared.runtime.service import Service

SERVICES: dict[str, Service] = {
    name: import_module(f"services.{name}.app").SERVICE
    for name in ("referrals", "participants", "outcomes", "employers")
}

OPEN = {"/healthz", "/readyz", "/metrics"}
"""What anybody may ask: whether a process is alive and ready. Nothing else."""
BY_SECRET = {"/internal/followed-referral"}
"""What is asked with the secret of a link instead of a token (tests/services/referrals/test_links.py)."""


@dataclass(frozen=True)
class Declared:
    service: str
    method: str
    path: str
    permission: Permitted | None
    body: type[BaseModel] | None
    parameters: frozenset[str]
    """The query parameters that it takes."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def declared() -> Iterator[Declared]:
    """The routes as they are wired, not as a list says."""
    for name, service in SERVICES.items():
        for router in service.routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                if route.path in BY_SECRET:
                    continue
                for method in sorted(route.methods or ()):
                    takes = frozenset(_parameters(route.dependant))
                    allowed = _permission(route.dependant)
                    yield Declared(name, method, route.path, allowed, _body(route), takes)


def _body(route: APIRoute) -> type[BaseModel] | None:
    shape = route.body_field.field_info.annotation if route.body_field else None
    return shape if isinstance(shape, type) and issubclass(shape, BaseModel) else None


def _parameters(dependant: Dependant) -> Iterator[str]:
    yield from (each.alias for each in dependant.query_params)
    for each in dependant.dependencies:
        yield from _parameters(each)


def _permission(dependant: Dependant) -> Permitted | None:
    for each in dependant.dependencies:
        if isinstance(each.call, Permitted):
            return each.call
        if (found := _permission(each)) is not None:
            return found
    return None
