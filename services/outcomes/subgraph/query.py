"""Defines the entry points of outcomes' part of the graph: lots, programmes, claims, records to mend."""

from datetime import date, datetime
from functools import partial
from typing import Self

import strawberry

from services.outcomes.domain import programme as rules
from services.outcomes.domain.quality.record_to_mend import FindingFilter
from services.outcomes.domain.recorded_claim import ClaimFilter
from services.outcomes.permissions import MayReadClaims, MayReadFigures, MayReadFindings
from services.outcomes.programmes import all_programmes
from services.outcomes.queries import claims, findings
from services.outcomes.queries.area_figures import Area
from services.outcomes.queries.parameters import programme_of
from services.outcomes.subgraph.areas import (
    Lot,
    Operation,
    ParticipationFigures,
    operations_of,
    outcomes,
    participation,
)
from services.outcomes.subgraph.figures import OutcomeFigures, Words
from services.outcomes.subgraph.people import Claim, Decision, ToMendRecord
from shared.auth import Authenticated
from shared.contracts.audience import Audience
from shared.graphql import Connection, Info, connection, field, requires
from shared.graphql.connection import DEFAULT_PAGE, fetch_limit
from shared.graphql.entities import uuid_of
from shared.refusal import NotFound
from shared.web.pagination import decode_cursor


@requires(Authenticated)
@strawberry.type
class Quarter:
    """A quarter of the programme; its end is data, not arithmetic."""

    code: str
    ends_on: date


@requires(Authenticated)
@strawberry.type
class Programme:
    """A programme: what it asks for, and how far it has come."""

    code: strawberry.ID
    name: Words
    fund: str
    starts_on: date
    quarters: list[Quarter]
    operations: list[Operation]
    lots: list[Lot]

    @field(MayReadFigures)
    async def participation(
        self, info: Info, as_of: date | None = None, known_at: datetime | None = None
    ) -> ParticipationFigures | None:
        """People registered by a date, as known at an instant, in all lots; a provider's own."""
        return await participation(info, Area(), self.code, as_of, known_at)

    @field(MayReadFigures)
    async def outcomes(
        self, info: Info, as_of: date | None = None, known_at: datetime | None = None
    ) -> OutcomeFigures | None:
        """Outcomes claimed by a date, as known at an instant, in all lots, against the programme's targets; a
        provider's own."""
        return await outcomes(info, Area(), self.code, as_of, known_at)

    @classmethod
    def of(cls, programme: rules.Programme) -> Self:
        return cls(
            code=strawberry.ID(programme.code),
            name=Words.of(programme.name),
            fund=programme.fund,
            starts_on=programme.starts_on,
            quarters=[Quarter(code=each.code, ends_on=each.ends_on) for each in programme.quarters],
            operations=operations_of(programme),
            lots=[Lot.by(code) for code, _ in programme.lots],
        )


@requires(MayReadClaims)
@strawberry.type
class Query:
    @field(Authenticated)
    def programmes(self) -> list[Programme] | None:
        """The programmes there are."""
        return [Programme.of(each) for each in all_programmes().values()]

    @field(Authenticated)
    def programme(self, code: str) -> Programme | None:
        """One programme."""
        return Programme.of(programme_of(code))

    @field(Authenticated)
    def lot(self, info: Info, code: strawberry.ID) -> Lot | None:
        """One lot; for a board one of its own."""
        Audience.of(info.context.caller).check_lot(code)
        found = next((lot for lot in _lots() if lot.code == code), None)
        if found is None:
            raise NotFound
        return found

    @field(Authenticated)
    def lots(self, info: Info, programme: str | None = None, esf_area: str | None = None) -> list[Lot] | None:
        """The lots of a programme or of all, or those that reach into an ESF area; for a board its own."""
        reader = Audience.of(info.context.caller)
        return [lot for lot in _lots(programme, esf_area) if reader.sees(lot.code)]

    @field(MayReadClaims)
    async def claims(
        self,
        info: Info,
        programme: str | None = None,
        category: str | None = None,
        decision: Decision | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Claim] | None:
        """Every claim and every refusal to claim."""
        wanted = ClaimFilter(programme, category, decision)
        found = await info.context.run(
            claims.claims, wanted, after=decode_cursor(after), limit=fetch_limit(first)
        )
        count = partial(info.context.run, claims.count_claims, wanted)
        return connection(found, first, after, count, node=Claim.of, key=lambda each: each.id)

    @field(MayReadFindings)
    async def to_mend(
        self,
        info: Info,
        rule: str | None = None,
        lot: str | None = None,
        provider: strawberry.ID | None = None,
        as_of: date | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[ToMendRecord] | None:
        """Records with something to mend, by rule code."""
        which = FindingFilter(rule, lot, None if provider is None else uuid_of(provider))
        found = await info.context.run(
            findings.to_mend,
            which,
            as_of=as_of,
            after=decode_cursor(after),
            limit=fetch_limit(first),
        )
        count = partial(info.context.run, findings.count_to_mend, which, as_of=as_of)
        return connection(
            found, first, after, count, node=ToMendRecord.of, key=lambda each: each.enrolment_id
        )


def _lots(programme: str | None = None, esf_area: str | None = None) -> list[Lot]:
    """The lots of a programme or of all, each once. Raises UnknownProgramme."""
    known = all_programmes().values() if programme is None else [programme_of(programme)]
    reached = {cell.lot for each in known for cell in each.cells if esf_area in (None, cell.esf_area)}
    codes = dict.fromkeys(code for each in known for code, _ in each.lots)
    return [Lot.by(code) for code in codes if code in reached]
