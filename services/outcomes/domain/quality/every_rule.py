"""Lists the codes of all rules, those that programmes name among them, and what mends each."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.quality.finding import Remedy
from services.outcomes.domain.quality.registry import RULES
from services.outcomes.domain.quality.repeated_records import SECOND_OPEN_RECORD, SECOND_OPEN_RECORD_REMEDY

_REMEDIES: Final[Mapping[str, Remedy]] = {
    SECOND_OPEN_RECORD: SECOND_OPEN_RECORD_REMEDY,
    **{code: rule.remedy for rule in RULES for code in rule.codes},
}
[_NAMED_BY_A_PROGRAMME] = [rule.remedy for rule in RULES if not rule.codes]


def rules_of(programmes: Iterable[Programme]) -> tuple[str, ...]:
    """The code of every rule that a record of these programmes can break, in order."""
    named = {
        condition.finding
        for programme in programmes
        for category in programme.categories
        for condition in category.conditions
        if condition.finding is not None
    }
    return tuple(sorted({*named, *_REMEDIES}))


def remedy_of(code: str) -> Remedy:
    """How bad a finding by this rule is, and what mends it."""
    return _REMEDIES.get(code, _NAMED_BY_A_PROGRAMME)
