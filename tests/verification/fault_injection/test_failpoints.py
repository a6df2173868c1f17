"""A failpoint that no process passes is refused, so that no proof arms nothing."""

import pytest

from tests.verification.fault_injection.failpoints import Failpoints, Point


def test_a_point_that_nothing_passes_cannot_be_armed() -> None:
    with pytest.raises(ValueError, match="before lunch"):
        Failpoints().arm("before lunch", nth=1)


@pytest.mark.parametrize("point", list(Point))
def test_every_point_can_be_armed_by_its_words(point: Point) -> None:
    Failpoints().arm(str(point), nth=1)
