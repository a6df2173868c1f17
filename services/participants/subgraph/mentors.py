"""A mentor and their caseload."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from services.participants import queries
from services.participants.domain.caseload import MentorLoad
from services.participants.permissions import MayNameMentors, MayReadMentors
from shared.graphql import Info, field, requires
from shared.graphql.entities import References
from shared.refusal import Refusal


@requires(MayReadMentors)
@strawberry.federation.type(keys=["id"])
class Mentor:
    """A peer mentor; the same reference of the same provider is the same mentor."""

    id: strawberry.ID

    @field(MayReadMentors)
    async def open_participants(self, info: Info) -> int | None:
        """People with an open file whose mentor this is, in all lots."""
        return (await self._load(info)).open

    @field(MayReadMentors)
    async def suspended_participants(self, info: Info) -> int | None:
        """People whose file is suspended."""
        return (await self._load(info)).suspended

    @field(MayReadMentors)
    async def red_participants(self, info: Info) -> int | None:
        """Of the open ones those who need frequent, in-depth contact."""
        return (await self._load(info)).red

    @field(MayNameMentors)
    async def reference(self, info: Info) -> str | None:
        """The provider's own reference."""
        return await info.context.load_required(queries.named_mentors, UUID(self.id))

    async def _load(self, info: Info) -> MentorLoad:
        """Raises NotFound."""
        return await info.context.load_required(queries.mentors, UUID(self.id))

    @classmethod
    def by(cls, id: UUID) -> Self:
        return cls(id=strawberry.ID(str(id)))

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls.by(id) for id in asked.ids]
