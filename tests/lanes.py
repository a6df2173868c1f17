"""Sorts tests into lanes: those of a lane share servers and run one after another, lanes run side by side.
Here also stands what `make quick` leaves out."""

from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling

LANES: Final = {
    "proof": ("tests/verification/fault_injection",),
    "demonstration": ("tests/journeys",),
    "kafka": ("tests/shared",),
    "chaos": ("tests/verification/chaos",),
    "gateway": ("tests/gateway",),
    "deploy": ("tests/deploy",),
    "services": ("tests/services", "tests/security"),
    "fuzz": ("tests/verification/fuzz",),
}
"""Where the tests of each lane are. The longest lane begins first, so that all processes end together."""

REST: Final = "rest"

SLOW: Final = (
    "tests/deploy",
    "tests/gateway/test_services_away.py",
    "tests/journeys",
    "tests/shared/messaging",
    "tests/shared/persistence/test_tls.py",
    "tests/shared/test_unit_of_work.py",
    "tests/shared/workers",
    "tests/verification/chaos",
    "tests/verification/fault_injection",
    "tests/verification/fuzz",
)
"""Kafka, processes that are killed, whole platforms: everything else is what `make quick` runs."""

_FIXTURES_OF_SLOW_TESTS: Final = {"kafka", "platform", "demonstration"}


def lane_of(path: str) -> str:
    """The lane of a test file, named from the root of the repository."""
    return next((lane for lane, places in LANES.items() if path.startswith(places)), REST)


class LaneScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each lane to one process whole, the first of the lanes first."""

    def _split_scope(self, nodeid: str) -> str:
        return lane_of(nodeid.partition("::")[0])


def is_quick(path: str) -> bool:
    return not path.startswith(SLOW)


def sort(items: list[pytest.Item]) -> None:
    """Mark every test that is quick, and put the lanes in their order. Raises
    pytest.UsageError for a quick test that asks for a server that quick tests do without."""
    order = [*LANES, REST]
    paths = {item: item.path.relative_to(item.config.rootpath).as_posix() for item in items}
    for item, path in paths.items():
        if not is_quick(path):
            continue
        if needed := _FIXTURES_OF_SLOW_TESTS.intersection(getattr(item, "fixturenames", ())):
            raise pytest.UsageError(f"{item.nodeid} needs {', '.join(needed)}: name it in tests/lanes.py")
        item.add_marker(pytest.mark.quick)
    items.sort(key=lambda item: order.index(lane_of(paths[item])))
