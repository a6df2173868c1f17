"""Runs the HTTP server of a process: uvicorn, with problems for unreadable requests and rare garbage
collections."""

import gc
from collections.abc import Sequence
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from shared.runtime.telemetry import configure
from shared.settings import Settings
from shared.web.connection_limits import ConnectionLimits, guarded


def serve(app: ASGIApp, settings: Settings, *, process: str) -> None:
    """Serve until the process is signalled to stop. Blocking."""
    configure(process)
    collect_garbage_rarely()
    uvicorn.run(
        app,
        host=settings.listen_host,
        port=settings.listen_port,
        loop="uvloop",
        http=guarded(ConnectionLimits(connections=settings.largest_number_of_connections)),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
        **behind_proxies(settings.trusted_proxies),
    )


def behind_proxies(trusted: Sequence[str]) -> dict[str, Any]:
    """Return uvicorn's options for the proxies that are trusted to tell a client's address. Of its own accord
    uvicorn would believe whatever comes from this machine, or from where FORWARDED_ALLOW_IPS says."""
    return {"proxy_headers": bool(trusted), "forwarded_allow_ips": list(trusted)}


def collect_garbage_rarely() -> None:
    """Freeze what was loaded at start, and collect so rarely that the many small objects of a batch are not
    walked while they are still needed: collections take a quarter of a batch's time otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(300_000, 20, 20)
