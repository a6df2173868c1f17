"""Names the peer mentors of each lot, by the provider's own reference."""

from functools import cache

from deploy.demo import printed_tables
from deploy.demo.oows import Lot


@cache
def references(lot: Lot) -> tuple[str, ...]:
    return tuple(f"mentor-{number:02d}" for number in range(1, _number(lot) + 1))


def _number(lot: Lot) -> int:
    """Table 2.2; the two lots it leaves out get mentors in proportion to the people registered."""
    known, registered = printed_tables.mentors(), printed_tables.registered_by_lot()
    if lot in known:
        return sum(known[lot])
    mentors = sum(sum(pair) for pair in known.values())
    return max(1, round(registered[lot] * mentors / sum(registered[of] for of in known)))
