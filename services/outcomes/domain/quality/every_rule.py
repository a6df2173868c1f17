"""Lists the codes of all rules, those that programmes name among them."""

from collections.abc import Iterable

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.quality.registry import RULES
from services.outcomes.domain.quality.repeated_records import SECOND_OPEN_RECORD


def rules_of(programmes: Iterable[Programme]) -> tuple[str, ...]:
    """The code of every rule that a record of these programmes can break, in order."""
    named = {
        condition.finding
        for programme in programmes
        for category in programme.categories
        for condition in category.conditions
        if condition.finding is not None
    }
    return tuple(sorted({SECOND_OPEN_RECORD, *named, *(code for rule in RULES for code in rule.codes)}))
