"""Records every move of a referral, with the days on which the state it led to held."""

import contextlib
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from services.referrals.domain.referral import Referral, ReferralMove, Status
from services.referrals.tables import HistoryRow
from shared.auth.caller import NOBODY
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_SUPERSEDE = """
UPDATE referral_history AS move SET superseded_on = later.first
FROM (SELECT earlier.referral_id, earlier.version, min(after.happened_on) AS first
      FROM referral_history AS earlier
      JOIN referral_history AS after
        ON after.referral_id = earlier.referral_id AND after.version > earlier.version
      WHERE earlier.referral_id = ANY($1::uuid[]) AND after.voided_at IS NULL GROUP BY 1, 2) AS later
WHERE move.referral_id = later.referral_id AND move.version = later.version
  AND move.superseded_on IS DISTINCT FROM later.first
"""
_BEFORE_REGISTRATION = """
SELECT DISTINCT ON (referral_id) referral_id, status, happened_on FROM referral_history
WHERE referral_id = ANY($1::uuid[]) AND status <> 'registered' AND voided_at IS NULL
ORDER BY referral_id, version DESC
"""
_VOID = """
UPDATE referral_history SET voided_at = $2
WHERE referral_id = ANY($1::uuid[]) AND status = 'registered' AND voided_at IS NULL
"""


async def moves(work: UnitOfWork, referral_id: UUID, *, after: int, limit: int) -> list[ReferralMove]:
    """List those moves of a referral that the caller may see and that were made, from after a version on."""
    rows = await work.session.scalars(
        select(HistoryRow)
        .where(
            col(HistoryRow.referral_id) == referral_id,
            col(HistoryRow.version) > after,
            col(HistoryRow.voided_at).is_(None),
        )
        .order_by(col(HistoryRow.version))
        .limit(limit)
    )
    return [
        ReferralMove(row.version, Status(row.status), row.happened_on, row.lot, row.provider, row.recorded_at)
        for row in rows
    ]


async def before_registration(
    work: UnitOfWork, referrals: Collection[UUID]
) -> dict[UUID, tuple[Status, date]]:
    """Find the state of each referral before the person was registered, and the day of the move to it."""
    rows = await (await work.connection()).fetch(_BEFORE_REGISTRATION, list(referrals))
    return {row["referral_id"]: (Status(row["status"]), row["happened_on"]) for row in rows}


async def void(work: UnitOfWork, referrals: Collection[UUID]) -> None:
    """Note that what was recorded of these referrals since the person was registered never was."""
    await (await work.connection()).execute(_VOID, list(referrals), work.now)


async def record(work: UnitOfWork, moves: Sequence[Referral]) -> None:
    """Record moves, and from which day on they hold instead of earlier ones. A day counts, not the order of
    recording: what is told late can lie before what is known already."""
    connection = await work.connection()
    await insert_many(
        connection,
        HistoryRow,
        [_columns(referral) for referral in moves],
        by=work.caller.subject,
        recorded_at=work.now,
    )
    again = list({referral.id for referral in moves if referral.version > 1})
    if not again:
        return
    # moves made while another provider was asked are that provider's rows
    whole = work.caller.organisation == NOBODY
    async with contextlib.nullcontext() if whole else work.with_system_role():
        await connection.execute(_SUPERSEDE, again)


def _columns(referral: Referral) -> dict[str, Any]:
    progress = referral.progress
    return {
        "referral_id": referral.id,
        "version": referral.version,
        "referrer": referral.referrer,
        "provider": referral.provider,
        "lot": referral.lot,
        "programme": referral.programme,
        "source": referral.source,
        "made_on": referral.made_on,
        "status": referral.status,
        "happened_on": referral.moved_on,
        "decision_due": referral.decision_due.on,
        "decided_on": referral.decided_on,
        "registered_on": progress.registered_on,
        "left_on": progress.left_on,
        "into_work_on": progress.into_work_on,
    }
