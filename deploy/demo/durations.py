"""How long each leaver stayed, so that mean, median and range come out as Table 4.3 prints them.

Half of a lot's leavers lie evenly between the first day and the median; the other half trail off from the
median to the longest stay, with the one slope that gives the mean."""

from fractions import Fraction
from math import exp, log

from deploy.demo import report_text
from deploy.demo.arithmetic import half_up
from deploy.demo.oows import Lot
from deploy.demo.printed_tables import Stay

_PERIOD = (report_text.ENDS - report_text.STARTS).days

Stays = dict[Lot, list[int]]


def stays(table: dict[Lot | None, Stay], leavers: dict[Lot, int]) -> Stays:
    """Days from registration to exit, ascending, for every leaver with a usable date.

    Raises ValueError when no such stays exist."""
    whole = table[None]
    sums = _sums(table, leavers)
    made: Stays = {}
    for lot, number in leavers.items():
        made[lot] = _lot(number, sums[lot], table[lot])
    _raise_median(made, {lot: table[lot].median for lot in leavers}, whole.median)
    check(made, table)
    return made


def check(made: Stays, table: dict[Lot | None, Stay]) -> None:
    """Raises ValueError where a figure would not print as the table does."""
    everybody = sorted(day for days in made.values() for day in days)
    for lot, days in [*made.items(), (None, everybody)]:
        row = table[lot]
        found = (half_up(Fraction(sum(days), len(days))), median(days), months(days[0]), months(days[-1]))
        if found != (row.mean, row.median, 0, row.longest_months):
            raise ValueError(f"Table 4.3, {lot or 'Total'}: {found} where {row} is printed")


def median(days: list[int]) -> int:
    """The middle one, or half up between the two middle ones."""
    return half_up(Fraction(days[(len(days) - 1) // 2] + days[len(days) // 2], 2))


def months(days: int) -> int:
    """Months of 30 days, half up: 228 days print as 8 months."""
    return half_up(Fraction(days, 30))


def _sums(table: dict[Lot | None, Stay], leavers: dict[Lot, int]) -> dict[Lot, int]:
    """All days together per lot: the printed mean, or as little beside it as the mean of all lots needs."""
    number, whole = sum(leavers.values()), table[None].mean
    sums = {lot: table[lot].mean * count for lot, count in leavers.items()}
    lowest, highest = (2 * whole - 1) * number, (2 * whole + 1) * number - 1  # twice the sum, printing alike
    missing = max(0, -(-(lowest - 2 * sum(sums.values())) // 2)) or min(
        0, (highest - 2 * sum(sums.values())) // 2
    )
    for lot, count in leavers.items():
        room = (count - 1) // 2  # a mean up to this far off still prints the same
        step = max(-room, min(room, missing))
        sums[lot] += step
        missing -= step
    if missing:
        raise ValueError(f"Table 4.3: the lots' means leave no room for a mean of {whole} days over all")
    return sums


def _lot(number: int, total: int, row: Stay) -> list[int]:
    longest = min(30 * row.longest_months, _PERIOD)
    below, middle = (number - 1) // 2, 2 - number % 2
    above = number - below - middle
    lower = [row.median * place // below for place in range(below)]
    sought = total - sum(lower) - middle * row.median - longest
    slope = _slope((sought / (above - 1)) - row.median, longest - row.median)
    upper = [
        row.median + _tail((place + 0.5) / (above - 1), slope, longest - row.median)
        for place in range(above - 1)
    ]
    return [*lower, *[row.median] * middle, *_adjusted(upper, sought, row.median, longest), longest]


def _tail(share: float, slope: float, reach: int) -> int:
    """The exponential distribution cut off at `reach`, at one quantile."""
    return int(-slope * log(1 - share * (1 - exp(-reach / slope))))


def _slope(mean: float, reach: int) -> float:
    """The slope at which the cut-off exponential has this mean, by halving."""
    low, high = 1.0, 100.0 * reach
    if not 1 < mean < reach / 2:
        raise ValueError(
            f"Table 4.3: a mean of {mean:.0f} days beyond the median does not fit {reach} days of range"
        )
    for _ in range(60):
        slope = (low + high) / 2
        low, high = (slope, high) if slope - reach / (exp(reach / slope) - 1) < mean else (low, slope)
    return low


def _adjusted(days: list[int], total: int, least: int, most: int) -> list[int]:
    """The same days, moved by a day here and there until they add up."""
    missing = total - sum(days)
    step = 1 if missing > 0 else -1
    place = len(days) // 3
    while missing:
        moved = days[place] + step
        if least <= moved <= most:
            days[place] = moved
            missing -= step
        place = (place + 1) % len(days)
    return sorted(days)


def _raise_median(made: Stays, medians: dict[Lot, int], sought: int) -> None:
    """Move the median of all lots by moving stays across it, in lots whose own median stays put because it
    lies on the near side; a stay further up gives the days back, so that no mean moves."""
    while (now := median(sorted(day for days in made.values() for day in days))) != sought:
        up = now < sought
        for lot, days in made.items():
            middle = len(days) // 2 + 1
            near = range(middle, len(days)) if up else range((len(days) - 1) // 2)
            crossing = [place for place in near if (days[place] < sought if up else days[place] > sought)]
            if (medians[lot] < sought) is up and crossing:
                _move(days, crossing[-1 if up else 0], sought if up else sought - 1, medians[lot])
                break
        else:
            raise ValueError(f"Table 4.3: the median of all lots cannot be {sought} days, only {now}")


def _move(days: list[int], place: int, to: int, own_median: int) -> None:
    change = to - days[place]
    # Somebody far up the tail gives or takes the difference and stays well above the median.
    other = len(days) * 9 // 10
    days[place] = to
    days[other] -= change
    if days[other] <= max(own_median, to) or days[other] >= days[-1]:
        raise ValueError("Table 4.3: the tail is too short to keep the mean while the median moves")
    days.sort()
