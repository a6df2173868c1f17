"""A folder and ports of its own for every test that starts something."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.localrun.run_config import RunConfig
from tests.ports import free_ports


@pytest.fixture
def home() -> Iterator[Path]:
    """Outside pytest's own folder, which a server under another id may not pass through."""
    folder = Path(tempfile.mkdtemp(prefix="dolen-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def free_port() -> int:
    """The first of seven neighbouring ports that nobody listens on."""
    return free_ports(7)


@pytest.fixture
def run_config(home: Path, free_port: int) -> RunConfig:
    return RunConfig(home, free_port)
