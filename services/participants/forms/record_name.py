"""Names a record by the event that made it."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from services.participants.domain.mentor import DeriveId
from services.participants.forms.posted_event import record_id
from shared.web.field_types import StrictModel

_Name = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]


class RecordName(StrictModel):
    """The `source` and `id` of the event that made the record."""

    source: _Name
    id: _Name

    def id_of_record(self, derive_id: DeriveId, organisation: str) -> UUID:
        """Derive the id of the record: the organisation's own, whatever the names are, and whether or not its
        event has come yet."""
        return record_id(derive_id, organisation, self.source, self.id)
