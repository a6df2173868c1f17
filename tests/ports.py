"""Ports that nobody listens on, and that nobody is given by chance."""

import os
import socket
from typing import Final

_FIRST: Final = 20_000
_AFTER_LAST: Final = 32_768
"""From here on the kernel gives ports to clients: one that keeps trying to reach a server that is down can be
given the server's own port, is connected to itself, and keeps the server from coming back."""


def free_ports(count: int) -> int:
    """The first of `count` neighbouring ports that nobody listens on."""
    base = os.getpid() * 20 % (_AFTER_LAST - _FIRST)
    for step in range(0, _AFTER_LAST - _FIRST - count, count):
        first = _FIRST + (base + step) % (_AFTER_LAST - _FIRST - count)
        if all(_is_free(port) for port in range(first, first + count)):
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
