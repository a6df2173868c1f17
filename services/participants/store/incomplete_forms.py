"""Counts incomplete forms by form, field and provider, in one statement."""

from typing import Final

from services.participants.domain.incomplete_forms import LackingForms
from shared.unit_of_work import UnitOfWork

_COUNTS: Final = """
SELECT provider, form.name AS form, field.name AS field, count(DISTINCT id) AS people
FROM enrolment, jsonb_each(missing) AS form (name, lacks),
     jsonb_array_elements_text(form.lacks) AS field (name)
WHERE ($1::text IS NULL OR programme = $1) AND ($2::text IS NULL OR lot = $2)
GROUP BY GROUPING SETS ((provider, form.name), (provider, form.name, field.name))
"""


async def counts(work: UnitOfWork, *, programme: str | None, lot: str | None) -> list[LackingForms]:
    """Count the incomplete forms of the people that the caller may see."""
    rows = await (await work.connection()).fetch(_COUNTS, programme, lot)
    return [LackingForms(*row) for row in rows]
