"""Stores the register of partners, who refers and who delivers in which lots, and every move of it."""

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, Update, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import col, select

from services.referrals.domain.partner import Kind, Move, Partner, PartnerMove, Proposal
from services.referrals.tables import PartnerHistoryRow, PartnerRow
from shared.persistence.bulk import in_array, insert_many
from shared.persistence.row_count import count_rows
from shared.refusal import ChangedMeanwhile
from shared.unit_of_work import UnitOfWork


async def get_many(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Partner]:
    """Load those of the partners that are registered, by id."""
    rows = await work.session.scalars(select(PartnerRow).where(in_array(col(PartnerRow.id), ids)))
    return {row.id: _partner(row) for row in rows}


async def list_page(work: UnitOfWork, *, after: UUID, limit: int, kind: Kind | None = None) -> list[Partner]:
    """List partners by id, from after an id on."""
    query = _listed(kind).where(col(PartnerRow.id) > after)
    rows = await work.session.scalars(query.order_by(col(PartnerRow.id)).limit(limit))
    return [_partner(row) for row in rows]


async def count(work: UnitOfWork, *, kind: Kind | None) -> int:
    """Count the partners of the list."""
    return await count_rows(work.session, _listed(kind))


def _listed(kind: Kind | None) -> Select[Any]:
    query: Select[Any] = select(PartnerRow)
    return query if kind is None else query.where(col(PartnerRow.kind) == kind)


async def providers_in(work: UnitOfWork, lots: Collection[str]) -> dict[str, list[Partner]]:
    """Find who delivers in each of the lots."""
    rows = await work.session.scalars(
        select(PartnerRow)
        .where(col(PartnerRow.kind) == Kind.PROVIDER, col(PartnerRow.lots).bool_op("&&")(list(lots)))
        .order_by(col(PartnerRow.id))
    )
    providers = [_partner(row) for row in rows]
    return {lot: [each for each in providers if lot in each.lots] for lot in lots}


async def add(work: UnitOfWork, partner: Partner) -> None:
    """Store a new entry. Raises ChangedMeanwhile when somebody else has just registered the partner."""
    new = insert(PartnerRow).values(id=partner.id, kind=partner.kind, **_columns(partner))
    await _written(work, new.on_conflict_do_nothing())
    await _record(work, partner, Move.REGISTERED)


async def save(work: UnitOfWork, partner: Partner, move: Move) -> None:
    """Store an entry after one move. Raises ChangedMeanwhile when somebody else moved it since it was
    loaded."""
    await _written(
        work,
        update(PartnerRow)
        .where(col(PartnerRow.id) == partner.id, col(PartnerRow.version) == partner.version - 1)
        .values(_columns(partner))
        .execution_options(synchronize_session=False),
    )
    await _record(work, partner, move)


async def moves(work: UnitOfWork, partner_id: UUID, *, after: int, limit: int) -> list[PartnerMove]:
    """List the moves of an entry in their order, from after a version on."""
    rows = await work.session.scalars(
        select(PartnerHistoryRow)
        .where(col(PartnerHistoryRow.partner_id) == partner_id, col(PartnerHistoryRow.version) > after)
        .order_by(col(PartnerHistoryRow.version))
        .limit(limit)
    )
    return [
        PartnerMove(
            version=row.version,
            move=Move(row.move),
            name=row.name,
            source=row.source,
            lots=tuple(row.lots),
            proposed_lots=None if row.proposed_lots is None else tuple(row.proposed_lots),
            organisation=row.organisation,
            client=row.client,
            person=row.user_id,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]


async def _written(work: UnitOfWork, statement: Insert | Update) -> None:
    done = await work.session.execute(statement)
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise ChangedMeanwhile


async def _record(work: UnitOfWork, partner: Partner, move: Move) -> None:
    row = {
        "partner_id": partner.id,
        "version": partner.version,
        "move": move,
        "name": partner.name,
        "source": partner.source,
        "lots": partner.lots,
        "proposed_lots": partner.proposed_lots,
        "organisation": work.caller.organisation,
        "client": work.caller.client or work.caller.subject,
        "user_id": work.caller.person,
        "recorded_at": work.now,
    }
    await insert_many(await work.connection(), PartnerHistoryRow, [row])


def _columns(partner: Partner) -> dict[str, Any]:
    proposal = partner.proposal
    return {
        "name": partner.name,
        "source": partner.source,
        "lots": list(partner.lots),
        "proposed_lots": None if proposal is None else list(proposal.lots),
        "proposed_by": None if proposal is None else proposal.by,
        "version": partner.version,
    }


def _partner(row: PartnerRow) -> Partner:
    proposal = None
    if row.proposed_lots is not None and row.proposed_by is not None:
        proposal = Proposal(tuple(row.proposed_lots), row.proposed_by)
    return Partner(row.id, row.name, Kind(row.kind), row.source, tuple(row.lots), proposal, row.version)
