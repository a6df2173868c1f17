"""Counts what is kept of the support that people were given, as it stands now, a statement a population. `$1`
is the programme, `$2` the date; `$3` to `$5` are the ESF areas, strands and lots of its operations."""

from collections.abc import Mapping
from typing import Final

from services.outcomes.domain.question import Population
from services.outcomes.store.support import WHEEL_CATEGORIES

_ENROLLED: Final = """
enrolled AS (
    SELECT e.id, e.provider, cell.lot, cell.id AS cell FROM enrolment e JOIN cell ON cell.id = e.cell
    WHERE e.programme = $1 AND e.registered_on <= $2
    AND (cell.esf_area, cell.strand, cell.lot) IN (SELECT * FROM unnest($3::text[], $4::text[], $5::text[]))
)"""
"""Who is registered by the date, in an operation of the programme."""

_WHEELS: Final = f"""
WITH {_ENROLLED}, scored AS (
    SELECT enrolment_id, score.category, score.value, assessed_on
    FROM wheel JOIN enrolled ON enrolled.id = wheel.enrolment_id
    CROSS JOIN LATERAL (VALUES {", ".join(f"('{each}', {each})" for each in WHEEL_CATEGORIES)})
        AS score (category, value)
    WHERE score.value IS NOT NULL AND assessed_on <= $2
), moved AS (
    SELECT enrolment_id, category, count(*) > 1 AS has_later,
           (array_agg(value ORDER BY assessed_on DESC))[1] - (array_agg(value ORDER BY assessed_on))[1]
               AS progress
    FROM scored GROUP BY enrolment_id, category
)
SELECT category, count(*) AS baselines, count(*) FILTER (WHERE has_later) AS later,
       count(*) FILTER (WHERE has_later AND progress > 0) AS progressed,
       count(*) FILTER (WHERE has_later AND progress < 0) AS went_back,
       coalesce(sum(progress) FILTER (WHERE has_later), 0)::bigint AS progress
FROM moved GROUP BY category
UNION ALL
SELECT NULL, count(*), count(*) FILTER (WHERE has_later), count(*) FILTER (WHERE has_later AND most > 0),
       count(*) FILTER (WHERE has_later AND most <= 0 AND least < 0), 0
FROM (SELECT bool_or(has_later) AS has_later, max(progress) AS most, min(progress) AS least
      FROM moved GROUP BY enrolment_id) AS people
"""  # noqa: S608  (names of columns)

_RECENT_USE: Final = f"""
WITH {_ENROLLED}, asked AS (
    SELECT lot, (array_agg(recent_use ORDER BY assessed_on))[1] AS first,
           (array_agg(recent_use ORDER BY assessed_on DESC))[1] AS last, count(*) AS times
    FROM recent_use JOIN enrolled ON enrolled.id = recent_use.enrolment_id
    WHERE assessed_on <= $2 GROUP BY enrolment_id, lot
)
SELECT lot, first, last, times > 1 AS is_asked_again, count(*) AS people FROM asked GROUP BY 1, 2, 3, 4
"""  # noqa: S608

_SUPPORT: Final = f"""
WITH {_ENROLLED}
SELECT enrolled.lot, enrolled.provider::text AS provider, counted.measure, counted.value, count(*) AS people
FROM enrolled LEFT JOIN support ON support.enrolment_id = enrolled.id
CROSS JOIN LATERAL (VALUES
    ('hours', round(coalesce(support.hours, 0))::int), ('contacts', coalesce(support.contacts, 0)),
    ('calls', coalesce(support.calls, 0)), ('letters', coalesce(support.letters, 0))
) AS counted (measure, value)
GROUP BY 1, 2, 3, 4
"""  # noqa: S608

_COURSES: Final = f"""
WITH {_ENROLLED}
SELECT course.kind, CASE WHEN course.ended_on > $2 THEN NULL ELSE course.result END AS result,
       count(*) AS courses
FROM course JOIN enrolled ON enrolled.id = course.enrolment_id
WHERE course.started_on <= $2 GROUP BY 1, 2
"""  # noqa: S608

STATEMENTS: Final[Mapping[Population, str]] = {
    Population.WHEELS: _WHEELS,
    Population.RECENT_USE: _RECENT_USE,
    Population.SUPPORT: _SUPPORT,
    Population.COURSES: _COURSES,
}
