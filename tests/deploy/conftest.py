"""A folder and ports of its own for every test that starts something."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.localrun.run_config import RunConfig


@pytest.fixture
def home() -> Iterator[Path]:
    """Outside pytest's own folder, which a server under another id may not pass through."""
    folder = Path(tempfile.mkdtemp(prefix="dolen-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def free_port() -> int:
    """The first of six neighbouring ports that nobody listens on."""
    base = 20_000 + os.getpid() % 2_000 * 20
    for first in range(base, 61_000, 6):
        if all(_is_free(port) for port in range(first, first + 6)):
            return first
    raise AssertionError("no six free ports")


@pytest.fixture
def place(home: Path, free_port: int) -> RunConfig:
    return RunConfig(home, free_port)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
