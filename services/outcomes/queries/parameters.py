"""Reads which programme a question is about."""

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.refusals import UnknownProgramme
from services.outcomes.programmes import all_programmes


def programme_of(code: str) -> Programme:
    """Find a programme. Raises UnknownProgramme."""
    known = all_programmes().get(code)
    if known is None:
        raise UnknownProgramme(pointer="/query/programme")
    return known
