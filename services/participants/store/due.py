"""Lists what is due: a page of all rules in one statement, written from the rules' data."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.participants.domain.due.rule import Day, Due, DueFilter, Has, Rule, RuleCode
from services.participants.domain.mentor import mentor_id
from shared.persistence.row_count import FIRST_OF_ALL, count_answers
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

_PAGE: Final = """
SELECT id, rule, participant_id, enrolment_id, reference, programme, lot, mentor, since, due_on,
       $2::date - due_on AS days_overdue
FROM ({items}) AS item
WHERE due_on <= $2 AND (NOT $6 OR due_on < $2) AND (due_on, id) > ($7::date, $8::uuid)
  AND ($4::uuid IS NULL OR mentor = $4) AND ($5::text IS NULL OR lot = $5)
  AND ($10::uuid IS NULL OR participant_id = $10)
ORDER BY due_on, id LIMIT $9
"""
UNRESTRICTED: Final = "(restricted_until IS NULL OR restricted_until < $2)"


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
    statement, conditions = _statement(work, rules, matching, provider, today)
    if not statement:
        return []
    values = (*conditions, *after, limit, matching.participant)
    rows = await (await work.connection()).fetch(statement, *values)
    return [Due(**{**row, "rule": RuleCode(row["rule"])}) for row in rows]


async def count(
    work: UnitOfWork,
    rules: Mapping[str, Sequence[Rule]],
    matching: DueFilter,
    *,
    provider: UUID,
    today: date,
) -> int:
    """Count what is due of a provider's people by `today`."""
    statement, conditions = _statement(work, rules, matching, provider, today)
    if not statement:
        return 0
    values = (*conditions, date.min, FIRST_OF_ALL, None, matching.participant)
    return await count_answers(await work.connection(), statement, *values)


def _statement(
    work: UnitOfWork,
    rules: Mapping[str, Sequence[Rule]],
    matching: DueFilter,
    provider: UUID,
    today: date,
) -> tuple[str, tuple[Any, ...]]:
    """Write the statement of a page, and its first parameters; "" where no rule is asked for."""
    asked = {
        code: [rule for rule in of_one if matching.rule in (None, rule.code)]
        for code, of_one in rules.items()
    }
    if not any(asked.values()):
        return "", ()
    worker = matching.worker and mentor_id(work.cipher.keys.derived_id, provider, matching.worker)
    statement = _PAGE.format(items=items_of(asked, whose="provider = $3"))
    return statement, (list(rules), today, provider, worker, matching.lot, matching.is_overdue)


def items_of(rules: Mapping[str, Sequence[Rule]], *, whose: str) -> str:
    """Write the statement of what the rules of each programme find, whenever it is due, of the enrolments for
    which `whose` holds. Its first two parameters are the programmes and today."""
    return "\nUNION ALL\n".join(
        _items(place, rule, whose) for place, code in enumerate(rules, start=1) for rule in rules[code]
    )


def _items(place: int, rule: Rule, whose: str) -> str:
    since = f"coalesce({', '.join(rule.since)})"
    files = ", ".join(f"'{status}'" for status in sorted(rule.files))
    conditions = [
        whose,
        f"programme = ($1::text[])[{place}]",
        f"status IN ({files})",
        UNRESTRICTED,
        *(_HAS[each] for each in rule.has),
        *(f"NOT ({_HAS[each]})" for each in rule.lacks),
    ]
    return f"""SELECT md5(id::text || '{rule.code}')::uuid AS id, '{rule.code}' AS rule, participant_id,
       id AS enrolment_id, reference, programme, lot, mentor, {since} AS since,
       {_due_on(rule, since)} AS due_on
FROM enrolment WHERE {" AND ".join(conditions)}"""  # noqa: S608  (columns, numbers of a programme's file)


def _due_on(rule: Rule, since: str) -> str:
    if isinstance(rule.due, Day):
        return rule.due.value
    if isinstance(rule.due, int):
        return f"{since} + {rule.due}"
    cases = " ".join(f"WHEN '{intensity}' THEN {days}" for intensity, days in rule.due.items())
    return f"{since} + CASE intensity {cases} END"
