"""Whether somebody can be taken on, with every reason (handbook 1, [3.3])."""

from dataclasses import dataclass
from typing import Final

YES, NO, NOT_KNOWN = "yes", "no", "not_known"

_REASONS: Final = (("", NO), ("-not-known", NOT_KNOWN), ("-not-asked", None))
"""How the reason is spelt for each answer but yes, in the order in which reasons are listed."""

OUT_OF_WORK_MONTHS = 12
"""Aged 25 or over and unemployed: for over twelve months."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of somebody on the day they sign up; what is None was not asked."""

    lives_in_lot: bool
    strand: str
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
        "not-out-of-work": _out_of_work(answers),
        "double-funding": _not_funded_twice(answers),
    }
    decisive = criteria.values()
    eligible = NO if NO in decisive else YES if set(decisive) == {YES} else NOT_KNOWN
    weighed = {**criteria, "safeguarding-concern": _opposite(answers.safeguarding_concern)}
    reasons = (f"{code}{suffix}" for suffix, said in _REASONS for code, met in weighed.items() if met == said)
    return Decision(eligible, tuple(reasons))


def _out_of_work(answers: Answers) -> str | None:
    """Tell whether somebody counts as out of work. 16-24: not in education, employment or training;
    25 and over: unemployed for over twelve months or economically inactive."""
    if answers.strand == "16-24":
        return answers.neet
    match answers.labour_market:
        case None:
            return None
        case "economically_inactive" | "long_term_unemployed":
            return YES
        case "unemployed" if answers.months_unemployed is not None:
            return YES if answers.months_unemployed > OUT_OF_WORK_MONTHS else NO
        case "unemployed" | "not_known":
            return NOT_KNOWN
        case _:
            return NO


def _not_funded_twice(answers: Answers) -> str | None:
    """Tell whether nobody else pays for the same: an exception that somebody agreed to counts as that."""
    funded = answers.on_another_funded_programme
    return YES if funded == YES and answers.exception_is_agreed else _opposite(funded)


def _opposite(answer: str | None) -> str | None:
    return None if answer is None else {YES: NO, NO: YES}.get(answer, NOT_KNOWN)
