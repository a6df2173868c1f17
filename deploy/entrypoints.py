"""Loads the code of one process: a service's app or the gateway, and no other's."""

from importlib import import_module
from pathlib import Path

import services
from deploy.topology import AUDIT, BUS, GATEWAY
from shared import audit, messaging
from shared.migrations import runner
from shared.runtime import server
from shared.runtime.service import ProcessRole, Service
from shared.secret_files import read_variable, required_variable
from shared.server_addresses import with_password


def serve(name: str, *, role: ProcessRole) -> None:
    """Serves a service (`SERVICE` in its `app.py`) or the gateway until told to stop. Blocking."""
    if name == GATEWAY:
        import_module("gateway.app").serve()
        return
    found: Service = import_module(f"services.{name}.app").SERVICE
    settings = found.settings()
    server.serve(found.app(settings, role), settings, process=name)


def migrations(name: str) -> Path:
    """Where the migrations of a service's database, of the anchors or of the bus are."""
    if name == BUS:
        return Path(messaging.__path__[0]) / "migrations"
    if name == AUDIT:
        return Path(audit.__path__[0]) / "migrations"
    return Path(services.__path__[0]) / name / "migrations"


def migrate(name: str) -> None:
    """Brings that database up to date, as its owner. Blocking. Raises SecretFileInvalid."""
    runner.upgrade(migrations(name), database_address("DOLEN_MIGRATION_URL", "DOLEN_MIGRATION_PASSWORD"))


def database_address(address: str, password: str) -> str:
    """The address in the variable `address`, with the password that `password` says, if it says one. Raises
    SecretFileInvalid."""
    found, secret = required_variable(address), read_variable(password)
    return found if secret is None else with_password(found, secret)
