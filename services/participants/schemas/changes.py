"""Response shapes of changes, and the cursor by which a system reads on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.participants.domain.change import Change, ChangeKind, Place
from services.participants.domain.due.rule import RuleCode
from shared.web.pagination import CursorUnknown, decode_cursor_pair, encode_cursor


class ChangeOut(BaseModel):
    """Something that fell due of a participant: by which rule, on which day, and when that was recorded."""

    id: UUID
    kind: ChangeKind
    participant_id: UUID
    enrolment_id: UUID
    reference: str
    rule: RuleCode
    due_on: date
    recorded_at: datetime

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls.model_validate({**change._asdict(), "kind": change.kind})


class ChangesOut(BaseModel):
    """What is told after a cursor."""

    items: list[ChangeOut]
    next: str = Field(description="The cursor to ask with again; given where nothing is new, too.")

    @classmethod
    def of(cls, changes: Sequence[Change], start: Place) -> Self:
        last = changes[-1].place if changes else start
        return cls(
            items=[ChangeOut.of(each) for each in changes],
            next=encode_cursor((UUID(int=last.xid), UUID(int=last.seq))),
        )


def place_of(after: str | None) -> Place:
    """Read the place after which is asked. Raises CursorUnknown."""
    xid, seq = decode_cursor_pair(after)
    if xid.int >= 2**64 or seq.int >= 2**63:
        raise CursorUnknown
    return Place(xid.int, seq.int)
