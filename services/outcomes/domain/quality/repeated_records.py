"""Rules about several records of one person."""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.domain.quality.finding import Finding, Remedy, Severity

SECOND_OPEN_RECORD: Final = "second-open-record"
SECOND_OPEN_RECORD_REMEDY: Final = Remedy(Severity.ERROR, ("exited", "records-amended"))


def second_open_records(of_one_person: Iterable[Enrolment]) -> Iterator[tuple[UUID, Finding]]:
    """Find every open record of a person but the first, and since when it has been open beside it (handbook
    3, "second open record for the same person")."""
    still_open = sorted(
        (each for each in of_one_person if not each.left),
        key=lambda each: (each.registered_on, each.id),
    )
    for each in still_open[1:]:
        since = max(each.open_since, still_open[0].open_since)
        yield each.id, Finding(SECOND_OPEN_RECORD, since, (str(still_open[0].id),))
