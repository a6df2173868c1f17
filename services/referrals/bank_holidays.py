"""Bank holidays in Wales, from the `holidays` package."""

from datetime import date
from functools import cache

import holidays


def bank_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Return the bank holidays in Wales from one year to another, both included."""
    return frozenset().union(*(_of(year) for year in range(first_year, last_year + 1)))


@cache
def _of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="WLS", years=(year,)))
