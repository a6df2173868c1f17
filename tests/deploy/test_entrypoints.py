"""A process finds the code and the migrations that are its own."""

import pytest

from deploy import entrypoints
from deploy.topology import DATABASES


@pytest.mark.parametrize("name", DATABASES)
def test_every_database_has_migrations(name: str) -> None:
    folder = entrypoints.migrations(name)
    assert list((folder / "versions").glob("*.py"))
