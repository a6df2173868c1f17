"""Finds people whose time is over: by the rule of each programme that they took part in, and under no legal
hold. The time begins on the last day in Wales on which something was recorded about them."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.participants.domain.retention import RetentionRule
from shared.unit_of_work import UnitOfWork


class PersonDue(NamedTuple):
    """Somebody whose time is over, since when, and by the rule of which programme, the last of theirs."""

    participant_id: UUID
    provider: UUID
    programme: str
    since: date


_LAST: Final = """(SELECT max(recorded_at) FROM record WHERE enrolment_id = enrolment.id)
    AT TIME ZONE 'Europe/London'"""
# whoever registered too late for any rule is not looked at further
_DUE: Final = f"""
WITH rule AS (
    SELECT * FROM unnest($1::text[], $2::int[], $3::date[]) AS rule (programme, months, kept_until)
), ended AS (
    SELECT participant_id, provider, programme, has_left,
           greatest((({_LAST})::date + make_interval(months => months))::date, kept_until) AS ends_on
    FROM enrolment LEFT JOIN rule USING (programme)
    WHERE participant_id IN (
        SELECT participant_id FROM enrolment JOIN rule USING (programme)
        WHERE has_left AND kept_until <= $4 AND registered_on + make_interval(months => months) <= $4
    ) AND ($5::uuid IS NULL OR participant_id = $5)
)
SELECT participant_id, provider, (array_agg(programme ORDER BY ends_on DESC))[1] AS programme,
       max(ends_on) AS since
FROM ended
WHERE NOT EXISTS (
    SELECT FROM processing_limit AS held
    WHERE held.participant_id = ended.participant_id AND held.kind = 'legal_hold' AND held.lifted_at IS NULL
          AND (held.until IS NULL OR held.until >= $4)
)
GROUP BY participant_id, provider HAVING bool_and(has_left AND coalesce(ends_on <= $4, false))
ORDER BY participant_id LIMIT $6
"""  # noqa: S608  (our own expression)


async def people_due(
    work: UnitOfWork,
    rules: Sequence[RetentionRule],
    *,
    today: date,
    participant: UUID | None = None,
    limit: int | None = None,
) -> list[PersonDue]:
    """List the people whose time is over, by id, at most `limit`; or one of them. Somebody who took part in a
    programme without a rule is not among them."""
    terms = zip(*((each.programme, each.months, each.until) for each in rules), strict=True)
    rows = await (await work.connection()).fetch(_DUE, *map(list, terms), today, participant, limit)
    return [PersonDue(**row) for row in rows]
