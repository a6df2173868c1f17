"""Records were wrong, or never should have been: what they should have said, several in one step."""

from abc import abstractmethod
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import Field

from services.participants.domain.mentor import DeriveId
from services.participants.forms.mending import MendingForm
from services.participants.forms.record_name import RecordName
from shared.web.field_types import StrictBool, StrictModel, Timestamp


class Amendment(StrictModel):
    """What a record should have been: the whole form, the time, or that it never happened."""

    data: dict[str, Any] | None = None
    time: Timestamp | None = None
    withdrawn: StrictBool = False


class RecordChange(Amendment):
    """An amendment, and of which record."""

    record: RecordName


class Change(NamedTuple):
    """An amendment of one record; `pointer` is where it stands in what was sent."""

    record_id: UUID
    amendment: Amendment
    pointer: tuple[str | int, ...]


class Amending(MendingForm):
    """An event that amends records of one person, which hold together or not at all."""

    @abstractmethod
    def named(self, derive_id: DeriveId, organisation: UUID) -> list[Change]:
        """List what is amended."""


class RecordsAmended(Amending):
    """Amendments of records by the names that their events have."""

    changes: tuple[RecordChange, ...] = Field(min_length=1, max_length=100)

    def named(self, derive_id: DeriveId, organisation: UUID) -> list[Change]:
        """Find the ids of the records that are named: the organisation's own, whatever the names are."""
        return [
            Change(
                each.record.id_of_record(derive_id, str(organisation)),
                each,
                ("data", "changes", place),
            )
            for place, each in enumerate(self.changes)
        ]


class RecordAmended(Amending, Amendment):
    """An amendment of one record by its own id."""

    record: UUID

    def named(self, derive_id: DeriveId, organisation: UUID) -> list[Change]:
        """List the one amendment."""
        return [Change(self.record, self, ())]


def without_forms(raw_data: bytes) -> bytes:
    """Leave out what the records should have said: that is kept as their versions, and who somebody is by
    itself."""
    said = orjson.loads(raw_data)
    said.pop("person", None)
    for change in (said, *said.get("changes", ())):
        change.pop("data", None)
    return orjson.dumps(said)
