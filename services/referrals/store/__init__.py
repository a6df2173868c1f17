"""The only SQL of referrals: rows ↔ domain, and the sealing of who somebody is."""

from dataclasses import asdict
from datetime import date
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, CursorResult, Select, update
from sqlmodel import col, select

from services.referrals.domain.partner import Kind, Partner
from services.referrals.domain.referral import (
    UNDECIDED,
    Decline,
    PartnerId,
    Progress,
    Referral,
    ReferralId,
    Stage,
    Status,
)
from services.referrals.domain.refusals import NoProviderInLot, UnknownPartner
from services.referrals.domain.turnround import Deadline
from services.referrals.tables import HistoryRow, PartnerRow, PersonReadRow, ReferralRow
from shared.reading_audit import record_readings
from shared.refusal import ChangedMeanwhile, NotFound
from shared.unit_of_work import UnitOfWork


async def get(work: UnitOfWork, referral_id: UUID) -> Referral:
    """The referral, if the caller may see it. Raises NotFound."""
    return of_row(await _row(work, referral_id))


async def add(work: UnitOfWork, referral: Referral, *, person: dict[str, Any], story: dict[str, Any]) -> None:
    """Store a new referral with who it is about and what was told about them, both sealed."""
    cipher = work.cipher
    ni_number = person.get("national_insurance_number")
    row = ReferralRow(
        id=referral.id,
        ni_index=cipher.blind_index(ni_number) if ni_number else None,
        person=cipher.encrypt(orjson.dumps(person), column="referral.person", row=referral.id),
        story=cipher.encrypt(orjson.dumps(story), column="referral.story", row=referral.id),
        **_columns(referral),
    )
    work.session.add(row)
    await work.session.flush()
    work.session.add(_history(work, referral))


async def save(work: UnitOfWork, referral: Referral, *, enrolment_id: UUID | None = None) -> None:
    """Store a moved referral. Raises ChangedMeanwhile, with the state that won, when somebody else moved
    it since it was loaded."""
    columns = _columns(referral)
    if enrolment_id is not None:
        columns["enrolment_id"] = enrolment_id
    done = await work.session.execute(
        update(ReferralRow)
        .where(col(ReferralRow.id) == referral.id, col(ReferralRow.version) == referral.version - 1)
        .values(columns)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise ChangedMeanwhile(state=await _current_status(work, referral.id))
    work.session.add(_history(work, referral))


async def add_to_story(work: UnitOfWork, referral: Referral, what: str, told: str) -> None:
    """Put what was told since (`answers`, `withdrawal`) with what was told before."""
    row = await _row(work, referral.id)
    story = orjson.loads(work.cipher.decrypt(row.story, column="referral.story", row=row.id))
    story[what] = [*story.get(what, []), told]
    row.story = work.cipher.encrypt(orjson.dumps(story), column="referral.story", row=row.id)
    await work.session.flush()


async def open_person(
    work: UnitOfWork, referral_id: UUID, *, purpose: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Who was referred and what was told about them; that it was read for `purpose` is written down.

    Raises NotFound."""
    row = await _row(work, referral_id)
    await record_readings(work, PersonReadRow, "referral_id", {row.id: row.provider}, purpose=purpose)
    person = work.cipher.decrypt(row.person, column="referral.person", row=row.id)
    story = work.cipher.decrypt(row.story, column="referral.story", row=row.id)
    return orjson.loads(person), orjson.loads(story)


async def page(
    work: UnitOfWork, *, after: UUID, size: int, status: Status | None, overdue_on: date | None
) -> list[Referral]:
    """The caller's referrals in the order they were received, from after an id on."""
    query: Select[Any] = select(ReferralRow).where(col(ReferralRow.id) > after)
    if status is not None:
        query = query.where(col(ReferralRow.status) == status)
    if overdue_on is not None:
        query = query.where(_undecided(), col(ReferralRow.decision_due) < overdue_on)
    rows = await work.session.scalars(query.order_by(col(ReferralRow.id)).limit(size))
    return [of_row(row) for row in rows]


async def put_partner(work: UnitOfWork, partner: Partner) -> None:
    await work.session.merge(
        PartnerRow(
            id=partner.id,
            name=partner.name,
            kind=partner.kind,
            source=partner.source,
            lots=list(partner.lots),
        )
    )


async def partners(work: UnitOfWork, *, after: UUID, size: int, kind: Kind | None = None) -> list[Partner]:
    query: Select[Any] = select(PartnerRow).where(col(PartnerRow.id) > after)
    if kind is not None:
        query = query.where(col(PartnerRow.kind) == kind)
    rows = await work.session.scalars(query.order_by(col(PartnerRow.id)).limit(size))
    return [of_partner_row(row) for row in rows]


async def referring_partner(work: UnitOfWork, partner_id: UUID) -> Partner:
    """Raises UnknownPartner."""
    row = await work.session.get(PartnerRow, partner_id)
    if row is None or row.kind != Kind.REFERRER:
        raise UnknownPartner
    return of_partner_row(row)


async def provider_in(work: UnitOfWork, lot: str) -> PartnerId:
    """Who delivers in a lot. Raises NoProviderInLot."""
    found = await work.session.scalar(
        select(PartnerRow.id)
        .where(col(PartnerRow.kind) == Kind.PROVIDER, col(PartnerRow.lots).contains([lot]))
        .order_by(col(PartnerRow.id))
    )
    if found is None:
        raise NoProviderInLot(pointer="/lot")
    return PartnerId(found)


async def _row(work: UnitOfWork, referral_id: UUID) -> ReferralRow:
    row = await work.session.get(ReferralRow, referral_id)
    if row is None:
        raise NotFound
    return row


async def _current_status(work: UnitOfWork, referral_id: UUID) -> str:
    status = await work.session.scalar(select(ReferralRow.status).where(col(ReferralRow.id) == referral_id))
    return status or "not-found"


def _undecided() -> ColumnElement[bool]:
    return col(ReferralRow.status).in_(sorted(UNDECIDED))


def _columns(referral: Referral) -> dict[str, Any]:
    progress = referral.progress
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
        "decline": _decline_json(referral.decline),
        "questions": referral.questions,
        "withdrawn_by": referral.withdrawn_by,
        "stage": progress.stage.value,
        "registered_on": progress.registered_on,
        "left_on": progress.left_on,
        "may_share_work": progress.may_share_work,
        "into_work": progress.into_work,
        "version": referral.version,
    }


def of_row(row: ReferralRow) -> Referral:
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
        decline=_decline(row.decline),
        questions=row.questions,
        withdrawn_by=row.withdrawn_by,
        progress=Progress(
            stage=Stage(row.stage),
            registered_on=row.registered_on,
            left_on=row.left_on,
            may_share_work=row.may_share_work,
            into_work=row.into_work,
        ),
        version=row.version,
    )


def _decline_json(decline: Decline | None) -> dict[str, Any] | None:
    if decline is None:
        return None
    again = decline.try_again_from
    return {**asdict(decline), "try_again_from": again.isoformat() if again else None}


def _decline(stored: dict[str, Any] | None) -> Decline | None:
    if stored is None:
        return None
    again = stored["try_again_from"]
    return Decline(**{**stored, "try_again_from": date.fromisoformat(again) if again else None})


def _history(work: UnitOfWork, referral: Referral) -> HistoryRow:
    return HistoryRow(
        referral_id=referral.id,
        version=referral.version,
        referrer=referral.referrer,
        provider=referral.provider,
        status=referral.status,
        lot=referral.lot,
        happened_on=referral.moved_on,
        by=work.caller.subject,
        recorded_at=work.now,
    )


def of_partner_row(row: PartnerRow) -> Partner:
    return Partner(id=row.id, name=row.name, kind=Kind(row.kind), source=row.source, lots=tuple(row.lots))
