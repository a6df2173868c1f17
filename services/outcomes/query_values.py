"""Types of query parameters whose values the programmes give: codes of programmes, categories and rules."""

from typing import Final

from services.outcomes.domain.quality.every_rule import rules_of
from services.outcomes.programmes import all_programmes
from shared.web.field_types import one_of

_PROGRAMMES: Final = all_programmes()

ProgrammeCode = one_of(_PROGRAMMES)
CategoryCode = one_of(
    category.code for programme in _PROGRAMMES.values() for category in programme.categories
)
RuleCode = one_of(rules_of(_PROGRAMMES.values()))
