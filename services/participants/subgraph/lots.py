"""The caseload of a lot, an operation and a provider: what participants adds to these entities."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from services.participants import queries
from services.participants.domain import caseload as rules
from services.participants.domain.caseload import GroupBy, operation_key
from services.participants.permissions import MayReadCaseloads, MayReadMentors
from services.participants.subgraph.mentors import Mentor
from shared.audit.readings import Shown
from shared.auth import Authenticated
from shared.contracts.audience import Audience
from shared.contracts.reading import FieldClass
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, uuid_of
from shared.refusal import NotFound, Refusal

PROGRAMME = "oows"


@requires(MayReadMentors)
@strawberry.type
class MentorCaseload:
    """What one mentor carries here."""

    mentor: Mentor
    open: int
    suspended: int
    red: int


@requires(MayReadCaseloads)
@strawberry.type
class Caseload:
    """Files that are open or suspended today. `protection` is "10-5" where counts of participants under 10
    are hidden and the rest are rounded to the nearest 5; mentors are staff, and their number is exact."""

    protection: str | None
    open: int | None
    suspended: int | None
    red: int | None = strawberry.field(description="Open files that need frequent, in-depth contact.")
    without_mentor: int | None = strawberry.field(description="Open files nobody was allocated to yet.")
    mentors: int
    open_per_mentor: float | None = strawberry.field(description="Open files with a mentor, per mentor.")
    exact: strawberry.Private[rules.Caseload]

    @field(MayReadMentors)
    def by_mentor(self, info: Info) -> list[MentorCaseload] | None:
        """Mentor by mentor, the largest caseload first."""
        mentors = self.exact.mentors
        info.context.note([FieldClass.CASELOAD], [Shown(each.provider, things=[each.id]) for each in mentors])
        return [
            MentorCaseload(mentor=Mentor.by(each.id), open=each.open, suspended=each.suspended, red=each.red)
            for each in mentors
        ]

    @classmethod
    def of(cls, caseload: rules.Caseload, audience: Audience) -> Self:
        mentors = len(caseload.mentors)
        carried = audience.count(caseload.open - caseload.without_mentor)
        return cls(
            protection=audience.note,
            open=audience.count(caseload.open),
            suspended=audience.count(caseload.suspended),
            red=audience.count(caseload.red),
            without_mentor=audience.count(caseload.without_mentor),
            mentors=mentors,
            open_per_mentor=round(carried / mentors, 1) if carried is not None and mentors else None,
            exact=caseload,
        )


@requires(Authenticated)
@strawberry.federation.type(keys=["code"])
class Lot:
    """A contract area; its code is its name."""

    code: strawberry.ID

    @field(MayReadCaseloads)
    async def caseload(self, info: Info, programme: str = PROGRAMME) -> Caseload | None:
        """Open files in this lot; a provider's own."""
        Audience.of(info.context.caller).check_lot(self.code)
        return await _caseload(info, self.code, GroupBy.LOT, programme)

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls(code=strawberry.ID(str(key.get("code")))) for key in asked.keys]


@requires(Authenticated)
@strawberry.federation.type(keys=["programme esfArea strand"])
class Operation:
    """One of the programme's operations: an ESF area and a strand."""

    programme: strawberry.ID
    esf_area: strawberry.ID
    strand: strawberry.ID

    @field(MayReadMentors)
    async def caseload(self, info: Info) -> Caseload | None:
        """Open files in this operation, in all lots; a provider's own."""
        return await _caseload(
            info, operation_key(self.esf_area, self.strand), GroupBy.OPERATION, self.programme
        )

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [
            cls(**{name: strawberry.ID(str(key.get(named))) for name, named in _OPERATION.items()})
            for key in asked.keys
        ]


_OPERATION = {"programme": "programme", "esf_area": "esfArea", "strand": "strand"}


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Provider:
    """An organisation that supports people, in one or more lots."""

    id: strawberry.ID

    @field(MayReadMentors)
    async def caseload(self, info: Info, programme: str = PROGRAMME) -> Caseload | None:
        """Open files of this provider."""
        provider = uuid_of(self.id)
        if not info.context.caller.reaches(provider):
            raise NotFound
        return await _caseload(info, str(provider), GroupBy.PROVIDER, programme)

    @classmethod
    def by(cls, id: UUID) -> Self:
        return cls(id=strawberry.ID(str(id)))

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls.by(id) for id in asked.ids]


async def _caseload(info: Info, key: str, by: GroupBy, programme: str) -> Caseload:
    """Count a caseload as exactly as the caller may know it. Raises UnknownProgramme."""
    audience = Audience.of(info.context.caller)
    return Caseload.of(await info.context.load_required(queries.caseloads, key, by, programme), audience)
