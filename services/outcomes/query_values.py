"""Types of query parameters: codes that the programmes give (programmes, categories, rules), and the day."""

from typing import Annotated, Final

from fastapi import Query

from services.outcomes.domain.quality.every_rule import rules_of
from services.outcomes.programmes import all_programmes
from shared.web.field_types import CalendarDate, one_of

_PROGRAMMES: Final = all_programmes()

ProgrammeCode = one_of(_PROGRAMMES)
CategoryCode = one_of(
    category.code for programme in _PROGRAMMES.values() for category in programme.categories
)
RuleCode = one_of(rules_of(_PROGRAMMES.values()))
AsOf = Annotated[CalendarDate | None, Query(alias="as-of", description="Today in Wales when left out.")]
