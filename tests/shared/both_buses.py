"""The kit over either bus: what holds of the one has to hold of the other."""

import pytest

from tests.shared.kit import Kit


@pytest.fixture(params=["postgres", "kafka"])
def kit(request: pytest.FixtureRequest) -> Kit:
    made: Kit = request.getfixturevalue(f"kit_over_{request.param}")
    return made
