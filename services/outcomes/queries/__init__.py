"""What can be asked of outcomes: figures, claims and findings."""

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.refusals import UnknownProgramme
from services.outcomes.programmes import shipped


def programme_of(code: str) -> Programme:
    """Raises UnknownProgramme."""
    known = shipped().get(code)
    if known is None:
        raise UnknownProgramme(pointer="/query/programme")
    return known
