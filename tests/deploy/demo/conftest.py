"""The demonstration, made once for all tests that only read it."""

import pytest

from deploy.demo.programme import Demonstration, demonstration
from tests.deploy.demo.recount import AS_OF, Record, records


@pytest.fixture(scope="session")
def programme() -> Demonstration:
    return demonstration()


@pytest.fixture(scope="session")
def people(programme: Demonstration) -> list[Record]:
    """What the events say of everybody registered by the end of the period."""
    return [record for record in records(programme) if record.registered_on <= AS_OF]
