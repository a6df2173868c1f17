"""Services whose answers cost next to nothing, so that the gateway before them is what is measured."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.ports import free_ports

SERVICES: Final = ("catalogue", "warehouse", "reviews", "ranking", "offers")
_SUPERGRAPH: Final = Path(__file__).parent / "supergraph.graphql"


@contextmanager
def canned_services(supergraph: Path) -> Iterator[dict[str, str]]:
    """Where each of them is. The schema they make up is written to `supergraph`, with these addresses."""
    port = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    supergraph.write_text(re.sub(r"http://canned", address, _SUPERGRAPH.read_text()))
    with socket.create_server(("127.0.0.1", port), backlog=256) as listening:
        listening.set_inheritable(True)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.verification.bench.canned", str(listening.fileno())],
            close_fds=False,
        )
    try:
        yield {service: f"{address}/{service}" for service in SERVICES}
    finally:
        process.terminate()
        process.wait(10)
