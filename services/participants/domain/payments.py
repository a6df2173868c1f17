"""What was paid in the course of an enrolment, added up by kind [3.88]."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from services.participants.domain.record import Record

PAYMENT_MADE: Final = "payment-made"


class PaymentTotal(NamedTuple):
    """How many payments of one kind there were, and what they came to."""

    kind: str
    payments: int
    total_pence: int


def payment_totals(records: Iterable[Record]) -> tuple[PaymentTotal, ...]:
    """Add up the payments among records, by kind."""
    amounts: dict[str, list[int]] = {}
    for record in records:
        if record.kind == PAYMENT_MADE and record.counts:
            paid = record.latest.answers
            amounts.setdefault(paid["kind"], []).append(paid["amount_pence"])
    return tuple(PaymentTotal(kind, len(paid), sum(paid)) for kind, paid in sorted(amounts.items()))
