"""Locks a run's folder and checks its ports, so that two runs never share either."""

import fcntl
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from deploy.localrun.run_config import HOST, InvalidRunConfig


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Holds the folder for this process; the kernel lets go of it however we end.

    Raises InvalidRunConfig where another run has it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InvalidRunConfig(f"another run is using {home}: stop it, or set DOLEN_HOME") from error
        yield


def check_ports(ports: Mapping[str, int], within: float = 5.0) -> None:
    """Raises InvalidRunConfig where a port is taken. One that an earlier run is just letting go of is waited
    for."""
    give_up = monotonic() + within
    for name, port in ports.items():
        while not _is_free(port):
            if monotonic() > give_up:
                raise InvalidRunConfig(
                    f"port {port} ({name}) is in use: set DOLEN_PORT to the first of {len(ports)} free ports"
                )
            sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
