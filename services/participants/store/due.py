"""Lists what is due: a page of all rules in one statement, written from the rules' data."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from services.participants.domain.due.rule import Day, Due, DueFilter, Has, Rule, RuleCode
from services.participants.domain.mentor import mentor_id
from shared.unit_of_work import UnitOfWork

_HAS: Final = {
    Has.MENTOR: "mentor IS NOT NULL",
    Has.INTENSITY: "intensity IS NOT NULL",
    Has.PLAN: "plan_version > 0",
    Has.FOLLOW_UP: "follow_up IS NOT NULL",
    Has.LETTER: "letter_on IS NOT NULL",
    Has.SOFT_LANDING: "soft_landing_until IS NOT NULL",
    Has.FIRST_CHECK_IN: "first_check_in_on IS NOT NULL",
    Has.SECOND_CHECK_IN: "second_check_in_on IS NOT NULL",
    Has.WITHDRAWN_CONSENT: "consent_withdrawn_on IS NOT NULL",
}


async def page(
    work: UnitOfWork,
    rules: Mapping[str, Sequence[Rule]],
    matching: DueFilter,
    *,
    provider: UUID,
    today: date,
    after: tuple[date, UUID],
    limit: int,
) -> list[Due]:
    """List what is due of a provider's people by `today` and follows `after`: what fell due first comes
    first. `rules` are those of each programme."""
    asked = [
        (place, rule)
        for place, code in enumerate(rules, start=1)
        for rule in rules[code]
        if matching.rule in (None, rule.code)
    ]
    if not asked:
        return []
    worker = matching.worker and mentor_id(work.cipher.keys.derived_id, provider, matching.worker)
    rows = await (await work.connection()).fetch(
        _statement(asked),
        *(provider, list(rules), today, worker, matching.lot, matching.is_overdue),
        *(*after, limit, matching.participant),
    )
    return [Due(**{**row, "rule": RuleCode(row["rule"])}) for row in rows]


def _statement(asked: Sequence[tuple[int, Rule]]) -> str:
    items = "\nUNION ALL\n".join(_items(place, rule) for place, rule in asked)
    return f"""
SELECT id, rule, participant_id, enrolment_id, reference, programme, lot, mentor, since, due_on,
       $3::date - due_on AS days_overdue
FROM ({items}) AS item
WHERE due_on <= $3 AND (NOT $6 OR due_on < $3) AND (due_on, id) > ($7::date, $8::uuid)
  AND ($4::uuid IS NULL OR mentor = $4) AND ($5::text IS NULL OR lot = $5)
  AND ($10::uuid IS NULL OR participant_id = $10)
ORDER BY due_on, id LIMIT $9
"""  # noqa: S608  (names of columns, and numbers of a programme's file)


def _items(place: int, rule: Rule) -> str:
    """Select what a rule finds in the programme at a place, whenever it is due."""
    since = f"coalesce({', '.join(rule.since)})"
    files = ", ".join(f"'{status}'" for status in sorted(rule.files))
    conditions = [
        "provider = $1",
        f"programme = ($2::text[])[{place}]",
        f"status IN ({files})",
        "(restricted_until IS NULL OR restricted_until < $3)",
        *(_HAS[each] for each in rule.has),
        *(f"NOT ({_HAS[each]})" for each in rule.lacks),
    ]
    return f"""SELECT md5(id::text || '{rule.code}')::uuid AS id, '{rule.code}' AS rule, participant_id,
       id AS enrolment_id, reference, programme, lot, mentor, {since} AS since,
       {_due_on(rule, since)} AS due_on
FROM enrolment WHERE {" AND ".join(conditions)}"""  # noqa: S608


def _due_on(rule: Rule, since: str) -> str:
    if isinstance(rule.due, Day):
        return rule.due.value
    if isinstance(rule.due, int):
        return f"{since} + {rule.due}"
    cases = " ".join(f"WHEN '{intensity}' THEN {days}" for intensity, days in rule.due.items())
    return f"{since} + CASE intensity {cases} END"
