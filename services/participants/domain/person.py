"""A person as one provider knows them, before who they are is encrypted."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from services.participants.domain.enrolment import ParticipantId


class NewPerson(NamedTuple):
    """Somebody who was not known under this reference before. `ni_number` is one that can be matched."""

    id: ParticipantId
    reference: str
    identity: Mapping[str, Any]
    ni_number: str | None
