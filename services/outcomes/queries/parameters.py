"""Reads which programme a question is about, and at which instant it was known."""

from datetime import UTC, datetime
from typing import Final

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.refusals import KnownAtNotSettled
from services.outcomes.programmes import all_programmes
from services.outcomes.store import settled_instant
from shared.programmes import lookup
from shared.unit_of_work import UnitOfWork

_BEFORE_ANYTHING: Final = datetime(1900, 1, 1, tzinfo=UTC)
"""Nothing was known, and no time zone can turn it into a year before the first."""


def programme_of(code: str) -> Programme:
    """Find a programme. Raises UnknownProgramme."""
    return all_programmes()[lookup.find(code).code]


async def known_at(work: UnitOfWork, asked: datetime | None) -> datetime:
    """The instant that is asked for, or the latest about which nothing more will be written. Raises
    KnownAtNotSettled."""
    settled = await settled_instant.settled(await work.connection())
    if asked is None:
        return settled
    instant = max(asked, _BEFORE_ANYTHING)
    if instant > settled:
        raise KnownAtNotSettled(pointer="/query/known-at")
    return instant
