"""The caseload of a lot, an operation and a provider: what participants adds to these entities."""

from collections.abc import Mapping, Sequence
from datetime import date
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
from shared.clock import date_in_wales
from shared.contracts.audience import PROTECTED, Audience
from shared.contracts.reading import FieldClass
from shared.first_answers import Answer, answer_once
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, uuid_of
from shared.programmes.lookup import programme_of_lot
from shared.refusal import NotFound, Refusal
from shared.unit_of_work import UnitOfWork


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
    """Files that are open or suspended on a day: today, and for a board the day on which one first asked in
    this month. `protection` is "10-5" where counts of participants under 10 are hidden and the rest are
    rounded to the nearest 5; mentors are staff, and their number is exact where that of their files is
    shown."""

    as_of: date
    protection: str | None
    open: int | None
    suspended: int | None
    red: int | None = strawberry.field(description="Open files that need frequent, in-depth contact.")
    without_mentor: int | None = strawberry.field(description="Open files nobody was allocated to yet.")
    mentors: int | None
    open_per_mentor: float | None = strawberry.field(description="Open files with a mentor, per mentor.")
    loads: strawberry.Private[Sequence[rules.MentorLoad]] = ()

    @field(MayReadMentors)
    def by_mentor(self, info: Info) -> list[MentorCaseload] | None:
        """Mentor by mentor, the largest caseload first."""
        shown = [Shown(each.provider, things=[each.id]) for each in self.loads]
        info.context.note([FieldClass.CASELOAD], shown)
        return [
            MentorCaseload(mentor=Mentor.by(each.id), open=each.open, suspended=each.suspended, red=each.red)
            for each in self.loads
        ]

    @classmethod
    def of(cls, shown: Answer, audience: Audience, loads: Sequence[rules.MentorLoad] = ()) -> Self:
        as_of = date.fromisoformat(shown["as_of"])
        return cls(**{**shown, "as_of": as_of}, protection=audience.note, loads=loads)


@requires(Authenticated)
@strawberry.federation.type(keys=["code"])
class Lot:
    """A contract area; its code is its name."""

    code: strawberry.ID

    @field(MayReadCaseloads)
    async def caseload(self, info: Info, programme: str | None = None) -> Caseload | None:
        """Open files in this lot; a provider's own. The programme is needed where several have this lot."""
        audience = Audience.of(info.context.caller)
        audience.check_lot(self.code)
        known = programme_of_lot(self.code, programme)
        if not audience.is_protected:
            return await _caseload(info, self.code, GroupBy.LOT, known)
        shown = await info.context.load_required(_first_told, str(self.code), known)
        return Caseload.of(shown, audience)

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
    async def caseload(self, info: Info, programme: str | None = None) -> Caseload | None:
        """Open files of this provider, of all programmes where none is named."""
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


async def _caseload(info: Info, key: str, by: GroupBy, programme: str | None) -> Caseload:
    """Count the caseload of today. Raises UnknownProgramme."""
    context = info.context
    audience = Audience.of(context.caller)
    found = await context.load_required(queries.caseloads, key, by, programme)
    return Caseload.of(_shown(found, audience, date_in_wales(context.work.now)), audience, found.mentors)


async def _first_told(work: UnitOfWork, lots: Sequence[str], programme: str) -> Mapping[str, Answer]:
    """The protected caseloads of lots, as they were told first in this month. Raises UnknownProgramme."""
    today = date_in_wales(work.now)

    async def count(lots: Sequence[str]) -> Mapping[str, Answer]:
        found = await queries.caseloads(work, lots, GroupBy.LOT, programme)
        return {lot: _shown(caseload, PROTECTED, today) for lot, caseload in found.items()}

    return await answer_once(work, "caseload", f"{programme} {today:%Y-%m}", lots, count)


def _shown(caseload: rules.Caseload, audience: Audience, as_of: date) -> Answer:
    """The caseload as an audience is shown it."""
    carried = audience.count(caseload.open - caseload.without_mentor)
    mentors = len(caseload.mentors)
    return {
        "as_of": as_of.isoformat(),
        "open": audience.count(caseload.open),
        "suspended": audience.count(caseload.suspended),
        "red": audience.count(caseload.red),
        "without_mentor": audience.count(caseload.without_mentor),
        "mentors": None if carried is None else mentors,
        "open_per_mentor": round(carried / mentors, 1) if carried is not None and mentors else None,
    }
