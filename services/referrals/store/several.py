"""Several partners or referrals at once, as references from other services' answers ask for them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select

from services.referrals import store
from services.referrals.domain.partner import Kind, Partner
from services.referrals.domain.referral import Referral
from services.referrals.tables import PartnerRow, PersonReadRow, ReferralRow
from shared.persistence.bulk import in_array
from shared.reading_audit import record_readings
from shared.unit_of_work import UnitOfWork


async def referrals(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Referral]:
    rows = await work.session.scalars(select(ReferralRow).where(in_array(col(ReferralRow.id), ids)))
    return {row.id: store.of_row(row) for row in rows}


async def partners(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Partner]:
    rows = await work.session.scalars(select(PartnerRow).where(in_array(col(PartnerRow.id), ids)))
    return {row.id: store.of_partner_row(row) for row in rows}


async def providers_in(work: UnitOfWork, lots: Sequence[str]) -> dict[str, list[Partner]]:
    """Who delivers in each of the lots."""
    rows = await work.session.scalars(
        select(PartnerRow)
        .where(col(PartnerRow.kind) == Kind.PROVIDER, col(PartnerRow.lots).bool_op("&&")(lots))
        .order_by(col(PartnerRow.id))
    )
    known = [store.of_partner_row(row) for row in rows]
    return {lot: [each for each in known if lot in each.lots] for lot in lots}


async def open_persons(
    work: UnitOfWork, ids: Sequence[UUID], purpose: str
) -> dict[UUID, tuple[dict[str, Any], dict[str, Any]]]:
    """Who was referred and what was told about them; that each was read for `purpose` is written down."""
    rows = list(await work.session.scalars(select(ReferralRow).where(in_array(col(ReferralRow.id), ids))))
    read = {row.id: row.provider for row in rows}
    await record_readings(work, PersonReadRow, "referral_id", read, purpose=purpose)
    found = {}
    for row in rows:
        person = work.cipher.decrypt(row.person, column="referral.person", row=row.id)
        story = work.cipher.decrypt(row.story, column="referral.story", row=row.id)
        found[row.id] = orjson.loads(person), orjson.loads(story)
    return found


async def by_enrolment(work: UnitOfWork, enrolments: Collection[UUID]) -> dict[UUID, Referral]:
    """The referrals that became these enrolments, by enrolment; most enrolments came by none."""
    rows = await work.session.scalars(
        select(ReferralRow).where(in_array(col(ReferralRow.enrolment_id), enrolments))
    )
    return {row.enrolment_id: store.of_row(row) for row in rows if row.enrolment_id is not None}
