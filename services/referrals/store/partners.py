"""Stores the register of partners: who refers, and who delivers in which lots."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select

from services.referrals.domain.partner import Kind, Partner
from services.referrals.tables import PartnerRow
from shared.persistence.bulk import in_array, upsert_many
from shared.unit_of_work import UnitOfWork


async def get_many(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Partner]:
    """Load those of the partners that are registered, by id."""
    rows = await work.session.scalars(select(PartnerRow).where(in_array(col(PartnerRow.id), ids)))
    return {row.id: _partner(row) for row in rows}


async def list_page(work: UnitOfWork, *, after: UUID, limit: int, kind: Kind | None = None) -> list[Partner]:
    """List partners by id, from after an id on."""
    query: Select[Any] = select(PartnerRow).where(col(PartnerRow.id) > after)
    if kind is not None:
        query = query.where(col(PartnerRow.kind) == kind)
    rows = await work.session.scalars(query.order_by(col(PartnerRow.id)).limit(limit))
    return [_partner(row) for row in rows]


async def providers_in(work: UnitOfWork, lots: Collection[str]) -> dict[str, list[Partner]]:
    """Find who delivers in each of the lots."""
    rows = await work.session.scalars(
        select(PartnerRow)
        .where(col(PartnerRow.kind) == Kind.PROVIDER, col(PartnerRow.lots).bool_op("&&")(list(lots)))
        .order_by(col(PartnerRow.id))
    )
    providers = [_partner(row) for row in rows]
    return {lot: [each for each in providers if lot in each.lots] for lot in lots}


async def put(work: UnitOfWork, partner: Partner) -> None:
    """Add a partner, or bring its entry up to date."""
    await upsert_many(
        await work.connection(),
        PartnerRow,
        [
            {
                "id": partner.id,
                "name": partner.name,
                "kind": partner.kind,
                "source": partner.source,
                "lots": partner.lots,
            }
        ],
    )


def _partner(row: PartnerRow) -> Partner:
    return Partner(id=row.id, name=row.name, kind=Kind(row.kind), source=row.source, lots=tuple(row.lots))
