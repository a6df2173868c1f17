"""Response shapes of receipts of events, and of their counts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.participants.domain.receipt import DayCount, Receipt
from services.participants.schemas.intake import PREFIX


class ReceiptOut(BaseModel):
    """An event that was accepted: its type, when it was, and what it led to."""

    type: str
    accepted_at: datetime
    record: UUID
    participant: UUID
    enrolment: UUID

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        return cls.model_validate({**receipt._asdict(), "type": _type_of(receipt.kind)})


class DayCountOut(BaseModel):
    """How many events of a type were accepted on a day in Wales."""

    day: date
    type: str
    accepted: int


class DayCountsOut(BaseModel):
    items: list[DayCountOut]

    @classmethod
    def of(cls, counts: Iterable[DayCount]) -> Self:
        return cls(
            items=[
                DayCountOut(day=each.day, type=_type_of(each.kind), accepted=each.accepted) for each in counts
            ]
        )


def _type_of(kind: str) -> str:
    return f"{PREFIX}{kind}.v1"
