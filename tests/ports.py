"""Hands out ports that nobody listens on, each once per run, so that two tests never get the same one."""

import os
import socket
from typing import Final

_FIRST: Final = 20_000
_AFTER_LAST: Final = 32_768
"""From here on the kernel gives ports to clients: one that keeps trying to reach a server that is down can be
given the server's own port, is connected to itself, and keeps the server from coming back."""
_APART: Final = 500
"""So far apart do runs begin to look: about as many ports as one takes."""

_given: set[int] = set()


def free_ports(count: int) -> int:
    """Return the first of `count` neighbouring ports that nobody listens on. Raises AssertionError."""
    last = _AFTER_LAST - _FIRST - count
    for step in range(last):
        first = _FIRST + (os.getpid() * _APART + step) % last
        ports = range(first, first + count)
        if _given.isdisjoint(ports) and all(map(_is_free, ports)):
            _given.update(ports)
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
