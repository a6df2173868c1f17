"""Whether somebody can be taken on, with every reason (handbook 1, [3.3])."""

from dataclasses import dataclass

YES, NO, NOT_KNOWN = "yes", "no", "not_known"

OUT_OF_WORK_MONTHS = 12
"""Aged 25 or over and unemployed: for over twelve months."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of somebody on the day they sign up."""

    lives_in_lot: bool
    strand: str
    stable_in_recovery: str
    labour_market: str
    months_unemployed: int | None
    neet: str
    safeguarding_concern: str
    on_another_funded_programme: str


@dataclass(frozen=True, slots=True)
class Decision:
    """`eligible` is yes, no, or not known while an answer that could decide is missing. `reasons` holds the
    code of every criterion that is not met or not known."""

    eligible: str
    reasons: tuple[str, ...]


def decide(answers: Answers) -> Decision:
    """Decide on eligibility. One criterion not met is enough for a no; the rest are named all the same."""
    criteria = {
        "not-resident-in-lot": YES if answers.lives_in_lot else NO,
        "not-stable-in-recovery": answers.stable_in_recovery,
        "not-out-of-work": _out_of_work(answers),
        "safeguarding-concern": _opposite(answers.safeguarding_concern),
        "double-funding": _opposite(answers.on_another_funded_programme),
    }
    not_met = tuple(code for code, met in criteria.items() if met == NO)
    not_known = tuple(f"{code}-not-known" for code, met in criteria.items() if met == NOT_KNOWN)
    eligible = NO if not_met else NOT_KNOWN if not_known else YES
    return Decision(eligible, not_met + not_known)


def _out_of_work(answers: Answers) -> str:
    """Tell whether somebody counts as out of work. 16-24: not in education, employment or training;
    25 and over: unemployed for over twelve months or economically inactive."""
    if answers.strand == "16-24":
        return answers.neet
    match answers.labour_market:
        case "economically_inactive" | "long_term_unemployed":
            return YES
        case "unemployed" if answers.months_unemployed is not None:
            return YES if answers.months_unemployed > OUT_OF_WORK_MONTHS else NO
        case "unemployed" | "not_known":
            return NOT_KNOWN
        case _:
            return NO


def _opposite(answer: str) -> str:
    return {YES: NO, NO: YES}.get(answer, NOT_KNOWN)
