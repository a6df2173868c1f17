"""Ports that nobody listens on."""

import os
import socket


def free_ports(count: int) -> int:
    """The first of `count` neighbouring ports that nobody listens on."""
    base = 20_000 + os.getpid() % 2_000 * 20
    for first in range(base, 61_000, count):
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
