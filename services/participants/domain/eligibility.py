"""Whether somebody can be taken on, with every reason (handbook 1, [3.3])."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

YES, NO, NOT_KNOWN = "yes", "no", "not_known"

_REASONS: Final = (("", NO), ("-not-known", NOT_KNOWN), ("-not-asked", None))
"""How the reason is spelt for each answer but yes, in the order in which reasons are listed."""

_AS_ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "out_of_work_for_a_year": {"long_term_unemployed": YES, "economically_inactive": YES, "employed": NO},
    "out_of_work": {
        "unemployed": YES,
        "long_term_unemployed": YES,
        "economically_inactive": YES,
        "employed": NO,
    },
    "in_work": {
        "employed": YES,
        "unemployed": NO,
        "long_term_unemployed": NO,
        "economically_inactive": NO,
    },
}
"""Whether a position in the labour market is what a strand asks for; another is not known."""

OUT_OF_WORK_MONTHS: Final = 12
"""Who must be out of work for a year must be so for over twelve months."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of somebody on the day they sign up; what is None was not asked."""

    lives_in_lot: bool
    work: str
    """What their strand asks of their work."""
    stable_in_recovery: str | None
    labour_market: str | None
    months_unemployed: int | None
    neet: str | None
    safeguarding_concern: str | None
    on_another_funded_programme: str | None
    exception_is_agreed: bool = False
    """Somebody agreed, with a reason, that another funded programme does not stand in the way."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`eligible` is yes, no, or not known while an answer that could decide is missing. `reasons` holds the
    code of every criterion that is not met, not known or not asked, and of what is weighed beside them."""

    eligible: str
    reasons: tuple[str, ...]


def decide(answers: Answers) -> Decision:
    """Decide on eligibility. One criterion not met is enough for a no; the rest are named all the same. A
    concern about safeguarding is weighed by people: it is named, and decides nothing."""
    criteria = {
        "not-resident-in-lot": YES if answers.lives_in_lot else NO,
        "not-stable-in-recovery": answers.stable_in_recovery,
        "not-in-work" if answers.work == "in_work" else "not-out-of-work": _has_the_work_asked_for(answers),
        "double-funding": _not_funded_twice(answers),
    }
    decisive = criteria.values()
    eligible = NO if NO in decisive else YES if set(decisive) == {YES} else NOT_KNOWN
    weighed = {**criteria, "safeguarding-concern": _opposite(answers.safeguarding_concern)}
    reasons = (f"{code}{suffix}" for suffix, said in _REASONS for code, met in weighed.items() if met == said)
    return Decision(eligible, tuple(reasons))


def _has_the_work_asked_for(answers: Answers) -> str | None:
    """Tell whether somebody's work is what their strand asks for: not in education, employment or training;
    unemployed, for over twelve months or for however long, or economically inactive; or in work."""
    if answers.work == "neet":
        return answers.neet
    if answers.labour_market is None:
        return None
    months = answers.months_unemployed
    if (
        answers.work == "out_of_work_for_a_year"
        and answers.labour_market == "unemployed"
        and months is not None
    ):
        return YES if months > OUT_OF_WORK_MONTHS else NO
    return _AS_ASKED[answers.work].get(answers.labour_market, NOT_KNOWN)


def _not_funded_twice(answers: Answers) -> str | None:
    """Tell whether nobody else pays for the same: an exception that somebody agreed to counts as that."""
    funded = answers.on_another_funded_programme
    return YES if funded == YES and answers.exception_is_agreed else _opposite(funded)


def _opposite(answer: str | None) -> str | None:
    return None if answer is None else {YES: NO, NO: YES}.get(answer, NOT_KNOWN)
