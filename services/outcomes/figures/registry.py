"""Lists the published tables in the order of the catalogue: a fixed list, and no free filter reaches it
(handbook 3)."""

from collections.abc import Mapping
from typing import Final

from services.outcomes.figures import (
    characteristics,
    characteristics_by_lot,
    courses,
    distance_to_target,
    employment_wheel,
    outcome_rates,
    outcomes_by_lot,
    outcomes_by_part,
    participation_by_lot,
    participation_by_operation,
    progress_against_targets,
    recovery,
    registrations_by_condition,
    registrations_by_month,
    soft_outcomes,
    status_and_duration,
    support,
)
from services.outcomes.figures.published_table import PublishedTable

TABLES: Final[Mapping[str, PublishedTable]] = {
    table.name: table
    for table in (
        participation_by_lot.TABLE,
        participation_by_operation.TABLE,
        characteristics.TABLE,
        status_and_duration.TABLE,
        outcomes_by_lot.TABLE,
        progress_against_targets.TABLE,
        soft_outcomes.TABLE,
        registrations_by_month.TABLE,
        registrations_by_condition.TABLE,
        characteristics_by_lot.TABLE,
        outcomes_by_part.TABLE,
        outcome_rates.TABLE,
        distance_to_target.TABLE,
        employment_wheel.TABLE,
        recovery.TABLE,
        support.TABLE,
        courses.TABLE,
    )
}
