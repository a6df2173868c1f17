"""What the notes tell other services."""

from datetime import UTC, datetime
from uuid import UUID

from shared.messaging.fact import Fact

MONDAY = datetime(2018, 3, 5, 9, 30, tzinfo=UTC)


class Noted(Fact, type="cymru.dolen.note.made.v1", topic="note.note.v1", key="note_id"):
    note_id: UUID
    words: str

    @classmethod
    def of(cls, key: UUID, *words: str) -> list["Noted"]:
        """One fact about `key` for each of the `words`."""
        return [cls(note_id=key, words=each, happened_at=MONDAY) for each in words]
