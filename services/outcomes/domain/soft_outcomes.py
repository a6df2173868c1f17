"""Packs the answers of form P4-1 four to a number, so that they are counted quickly (handbook 2).

A form of thirteen answers could be thirteen rows or thirteen columns; counted either way, those of a million
people take a second. Four answers in one number have no more than 6⁴ values. The answers in words stay with
the exit they came with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

INDICATORS: Final = (
    *("own_confidence", "finding_support", "mental_wellbeing", "managing_condition", "maintaining_recovery"),
    *("labour_market_position", "physical_health", "communicating_with_employers"),
    *("communicating_with_institutions", "understanding_benefits", "communicating_with_jobcentre"),
    *("retaining_a_job", "progressing_in_a_job"),
)
"""The thirteen of form P4-1. Their order is in the stored numbers: new ones go to the end."""

CHANGES: Final = ("much_better", "better", "no_change", "worse", "much_worse")
"""How an indicator can have moved. Their order is in the stored numbers too."""

PACKS: Final[Mapping[str, tuple[str, ...]]] = {
    "first": INDICATORS[0:4],
    "second": INDICATORS[4:8],
    "third": INDICATORS[8:12],
    "fourth": INDICATORS[12:16],
}
"""Column → the indicators whose answers are in it."""

_ANSWERS: Final = (None, *CHANGES)
_DIGITS: Final = {answer: digit for digit, answer in enumerate(_ANSWERS)}


def pack(indicators: Sequence[str], answers: Mapping[str, str]) -> int:
    """The answers to some indicators as one number; no answer is one of the six."""
    packed = 0
    for indicator in reversed(indicators):
        packed = packed * len(_ANSWERS) + _DIGITS[answers.get(indicator)]
    return packed


def unpack(indicators: Sequence[str], packed: int) -> Iterable[tuple[str, str | None]]:
    """Each indicator with its answer, None where there is none."""
    for indicator in indicators:
        packed, digit = divmod(packed, len(_ANSWERS))
        yield indicator, _ANSWERS[digit]
