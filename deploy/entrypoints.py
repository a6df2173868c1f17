"""Loads the code of one process: a service's app or the gateway, and no other's."""

import os
from importlib import import_module
from pathlib import Path

import services
from deploy.topology import AUDIT, BUS, GATEWAY
from shared import audit, messaging
from shared.migrations import runner
from shared.runtime import server
from shared.runtime.service import ProcessRole, Service


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
    """Brings that database up to date, as its owner. Blocking."""
    runner.upgrade(migrations(name), os.environ["DOLEN_MIGRATION_URL"])
