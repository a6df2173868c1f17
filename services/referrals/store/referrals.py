"""Stores referrals as they stand; every change is recorded in the history as well."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, CursorResult, Select, and_, or_, update
from sqlmodel import col, select

from services.referrals.domain.clock import Pause, PauseReason
from services.referrals.domain.person import Person
from services.referrals.domain.referral import (
    CONTACT_AWAITED,
    UNDECIDED,
    Decline,
    PartnerId,
    Progress,
    Referral,
    ReferralId,
    Stage,
    Status,
)
from services.referrals.domain.turnround import Deadline
from services.referrals.domain.webhook import News, news_of_referral
from services.referrals.store import history, persons, webhook_deliveries
from services.referrals.tables import ReferralRow
from shared.persistence.bulk import in_array, insert_many, update_many
from shared.persistence.row_count import count_rows
from shared.persistence.single_row import one
from shared.refusal import ChangedMeanwhile
from shared.unit_of_work import UnitOfWork

_DECISION: Final = "referral.decision"


async def get(work: UnitOfWork, referral_id: UUID) -> Referral:
    """Load a referral that the caller may see. Raises NotFound."""
    return one(await get_many(work, [referral_id]))


async def get_many(
    work: UnitOfWork, ids: Collection[UUID], *, provider: UUID | None = None
) -> dict[UUID, Referral]:
    """Load those of the referrals that the caller may see, by id; of one provider where it is named."""
    query = _not_erased().where(in_array(col(ReferralRow.id), ids))
    if provider is not None:
        query = query.where(col(ReferralRow.provider) == provider)
    rows = await work.session.scalars(query)
    return {each.id: each for each in await _referrals(work, rows.all())}


async def lock_many(
    work: UnitOfWork, *, ids: Collection[UUID], enrolments: Collection[UUID]
) -> list[Referral]:
    """Load the referrals with these ids and those that became these enrolments, and lock them until the work
    is done. Most enrolments came by no referral."""
    rows = await work.session.scalars(
        _not_erased()
        .where(or_(in_array(col(ReferralRow.id), ids), in_array(col(ReferralRow.enrolment_id), enrolments)))
        .order_by(col(ReferralRow.id))  # everybody locks in the same order
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return await _referrals(work, rows.all())


async def list_page(
    work: UnitOfWork,
    *,
    after: UUID,
    limit: int,
    status: Status | None,
    overdue_on: date | None,
    try_again_on: date | None,
) -> list[Referral]:
    """List the caller's referrals in the order they were received, from after an id on; only those that are
    overdue on a day, or of people who may be tried again on one, where it is given."""
    listed = _listed(status, overdue_on, try_again_on)
    query = listed.where(col(ReferralRow.id) > after).order_by(col(ReferralRow.id)).limit(limit)
    rows = await work.session.scalars(query)
    return await _referrals(work, rows.all())


async def count(
    work: UnitOfWork, *, status: Status | None, overdue_on: date | None, try_again_on: date | None
) -> int:
    """Count the caller's referrals of the list."""
    return await count_rows(work.session, _listed(status, overdue_on, try_again_on))


def _listed(status: Status | None, overdue_on: date | None, try_again_on: date | None) -> Select[Any]:
    query = _not_erased()
    if status is not None:
        query = query.where(col(ReferralRow.status) == status)
    if overdue_on is not None:
        query = query.where(_is_overdue(overdue_on))
    if try_again_on is not None:
        query = query.where(
            col(ReferralRow.status) == Status.DECLINED, col(ReferralRow.try_again_from) <= try_again_on
        )
    return query


async def add(work: UnitOfWork, referral: Referral, person: Person) -> None:
    """Store a new referral with who it is about."""
    await work.cipher.create([referral.id])
    row = {"id": referral.id, **persons.encrypted(work, referral.id, person), **_columns(work, referral)}
    await insert_many(await work.connection(), ReferralRow, [row])
    await _record(work, referral)


async def save(work: UnitOfWork, referral: Referral) -> None:
    """Store a referral after one move. Raises ChangedMeanwhile, with the state that won, when somebody else
    moved it since it was loaded."""
    await work.cipher.load([referral.id])
    done = await work.session.execute(
        update(ReferralRow)
        .where(col(ReferralRow.id) == referral.id, col(ReferralRow.version) == referral.version - 1)
        .values(_columns(work, referral))
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise ChangedMeanwhile(state=await _current_status(work, referral.id))
    await _record(work, referral)


async def save_moves(work: UnitOfWork, moves: Sequence[Referral], news: Sequence[News]) -> None:
    """Store moves of locked referrals, in order, and what subscribers are told of them; several may be of the
    same one."""
    last = {referral.id: referral for referral in moves}
    await update_many(
        await work.connection(),
        ReferralRow,
        [{"id": referral.id, **_columns(work, referral)} for referral in last.values()],
    )
    await history.record(work, moves)
    await webhook_deliveries.queue(work, news)


async def _record(work: UnitOfWork, referral: Referral) -> None:
    """Record a move that somebody made, and tell it whoever subscribed to it."""
    await history.record(work, [referral])
    if (news := news_of_referral(referral)) is not None:
        await webhook_deliveries.queue(work, [news])


async def _current_status(work: UnitOfWork, referral_id: UUID) -> str:
    status = await work.session.scalar(select(ReferralRow.status).where(col(ReferralRow.id) == referral_id))
    return status or "not-found"


def _not_erased() -> Select[Any]:
    return select(ReferralRow).where(col(ReferralRow.erased_at).is_(None))


def _is_overdue(today: date) -> ColumnElement[bool]:
    """`Referral.is_overdue` as a condition."""
    status = col(ReferralRow.status)
    return or_(
        and_(
            status.in_(sorted(UNDECIDED - {Status.RETURNED})),
            col(ReferralRow.decision_due) < today,
        ),
        and_(
            status.in_(sorted(CONTACT_AWAITED)),
            col(ReferralRow.contact_attempted_on).is_(None),
            col(ReferralRow.contact_due) < today,
        ),
    )


def _columns(work: UnitOfWork, referral: Referral) -> dict[str, Any]:
    progress, contact, decline = referral.progress, referral.contact_due, referral.decline_details
    return {
        "reference": referral.reference,
        "programme": referral.programme,
        "referrer": referral.referrer,
        "provider": referral.provider,
        "lot": referral.lot,
        "source": referral.source,
        "made_on": referral.made_on,
        "received_at": referral.received_at,
        "decision_due": referral.decision_due.on,
        "decision_rule": referral.decision_due.rule,
        "status": referral.status.value,
        "moved_on": referral.moved_on,
        "decided_on": referral.decided_on,
        "decision": _sealed_decision(work, referral),
        "withdrawn_by": referral.withdrawn_by,
        "stage": progress.stage.value,
        "registered_on": progress.registered_on,
        "left_on": progress.left_on,
        "may_share_work": progress.may_share_work,
        "into_work_on": progress.into_work_on,
        "work_recorded_on": progress.work_recorded_on,
        "placed_on": progress.placed_on,
        "enrolment_id": referral.enrolment_id,
        "try_again_from": None if decline is None else decline.try_again_from,
        "contact_due": None if contact is None else contact.on,
        "contact_rule": None if contact is None else contact.rule,
        "contact_attempted_on": referral.contact_attempted_on,
        "released_on": referral.released_on,
        "written_by": referral.written_by,
        "pauses": [_stored_pause(pause) for pause in referral.pauses],
        "version": referral.version,
    }


async def _referrals(work: UnitOfWork, rows: Sequence[ReferralRow]) -> list[Referral]:
    await work.cipher.load([row.id for row in rows if row.decision is not None])
    return [_referral(work, row) for row in rows]


def _referral(work: UnitOfWork, row: ReferralRow) -> Referral:
    decline, questions = _decision(work, row)
    return Referral(
        id=ReferralId(row.id),
        reference=row.reference,
        programme=row.programme,
        referrer=PartnerId(row.referrer),
        provider=PartnerId(row.provider),
        lot=row.lot,
        source=row.source,
        made_on=row.made_on,
        received_at=row.received_at,
        decision_due=Deadline(row.decision_due, row.decision_rule),
        status=Status(row.status),
        moved_on=row.moved_on,
        decided_on=row.decided_on,
        decline_details=decline,
        questions=questions,
        withdrawn_by=row.withdrawn_by,
        released_on=row.released_on,
        contact_due=_deadline(row.contact_due, row.contact_rule),
        contact_attempted_on=row.contact_attempted_on,
        pauses=tuple(map(_pause, row.pauses)),
        written_by=row.written_by,
        enrolment_id=row.enrolment_id,
        progress=Progress(
            stage=Stage(row.stage),
            registered_on=row.registered_on,
            left_on=row.left_on,
            may_share_work=row.may_share_work,
            work_recorded_on=row.work_recorded_on,
            placed_on=row.placed_on,
        ),
        version=row.version,
    )


def _sealed_decision(work: UnitOfWork, referral: Referral) -> bytes | None:
    """Encrypt what was said when a referral was declined, and asked when it was returned."""
    decline, questions = referral.decline_details, referral.questions
    if decline is None and questions is None:
        return None
    said = orjson.dumps({"decline": asdict(decline) if decline else None, "questions": questions})
    return work.cipher.encrypt(said, person=referral.id, column=_DECISION, row=referral.id)


def _decision(work: UnitOfWork, row: ReferralRow) -> tuple[Decline | None, str | None]:
    """Decrypt the decline and the questions; of a person who was erased there are none."""
    if row.decision is None or not work.cipher.can_open(row.id):
        return None, None
    said = orjson.loads(work.cipher.decrypt(row.decision, person=row.id, column=_DECISION, row=row.id))
    return _decline(said["decline"]), said["questions"]


def _decline(stored: dict[str, Any] | None) -> Decline | None:
    if stored is None:
        return None
    return Decline(**{**stored, "try_again_from": _day(stored["try_again_from"])})


def _deadline(on: date | None, rule: str | None) -> Deadline | None:
    return None if on is None or rule is None else Deadline(on, rule)


def _stored_pause(pause: Pause) -> dict[str, Any]:
    until = pause.until and pause.until.isoformat()
    return {"reason": pause.reason.value, "since": pause.since.isoformat(), "until": until}


def _pause(stored: dict[str, Any]) -> Pause:
    since = date.fromisoformat(stored["since"])
    return Pause(PauseReason(stored["reason"]), since, _day(stored["until"]))


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
