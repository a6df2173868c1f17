"""How often somebody who takes part was referred on, and whether they took it up [3.54, 4.54]."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from services.participants.domain.record import Record, in_order

REFERRED_ON: Final = "referred-on"


class OnwardReferralTotal(NamedTuple):
    """Referrals to services of one kind: how many, how many of them were taken up, and how many not."""

    to: str
    referrals: int
    taken_up: int
    not_taken_up: int


def onward_referral_totals(records: Iterable[Record]) -> tuple[OnwardReferralTotal, ...]:
    """Count the referrals among records, by kind of service; one that was told of again counts once, as it
    was told last."""
    last: dict[str, Mapping[str, Any]] = {}
    for record in in_order(records):
        if record.kind == REFERRED_ON:
            answers = record.latest.answers
            last[answers.get("referral") or str(record.id)] = answers
    by_kind: dict[str, list[str | None]] = {}
    for answers in last.values():
        by_kind.setdefault(answers["to"], []).append(answers.get("taken_up"))
    return tuple(
        OnwardReferralTotal(to, len(taken_up), taken_up.count("yes"), taken_up.count("no"))
        for to, taken_up in sorted(by_kind.items())
    )
