"""Referrals, partners and providers as the graph knows them, and what referrals adds to a lot."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from services.referrals import queries
from services.referrals.domain import partner, referral
from services.referrals.permissions import (
    READ_REFERRED_PERSONS,
    MayReadConversion,
    MayReadPartners,
    MayReadProviderReferrals,
    MayReadReferralFigures,
    MayReadReferrals,
    MayReadReferredPersons,
)
from services.referrals.store.referral_counts import By
from services.referrals.subgraph.figures import PROGRAMME, ReferralFigures, counted
from shared.auth import Authenticated
from shared.contracts.audience import Audience
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, align, uuid_of
from shared.refusal import NotFound, Refusal

strawberry.enum(referral.Status, name="ReferralStatus")
strawberry.enum(referral.Stage, name="ReferralStage")
strawberry.enum(partner.Kind, name="PartnerKind")


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Partner:
    """An organisation that refers people."""

    id: strawberry.ID

    @field(MayReadPartners)
    async def name(self, info: Info) -> str | None:
        return (await _partner(info, self.id)).name

    @field(MayReadPartners)
    async def kind(self, info: Info) -> partner.Kind | None:
        return (await _partner(info, self.id)).kind

    @field(MayReadPartners)
    async def source(self, info: Info) -> str | None:
        """Which kind of source it is."""
        return (await _partner(info, self.id)).source

    @field(MayReadConversion)
    async def referrals(
        self, info: Info, programme: str = PROGRAMME, as_of: date | None = None
    ) -> ReferralFigures | None:
        """What became of the people it sent: for itself to know."""
        own = uuid_of(self.id)
        if not info.context.caller.reaches(own):
            raise NotFound
        return await counted(info, By.REFERRER, own, programme, as_of)

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls(id=strawberry.ID(str(id))) for id in asked.ids]


@requires(Authenticated)
@strawberry.federation.type(keys=["code"])
class Lot:
    """A contract area; its code is its name."""

    code: strawberry.ID

    @field(MayReadPartners)
    async def providers(self, info: Info) -> list["Provider"] | None:
        """Who delivers here."""
        found = await info.context.load_required(queries.providers_in, self.code)
        return [Provider(id=strawberry.ID(str(each.id))) for each in found]

    @field(MayReadReferralFigures)
    async def referrals(
        self, info: Info, programme: str = PROGRAMME, as_of: date | None = None
    ) -> ReferralFigures | None:
        """Referrals to this lot, decisions and turn-round."""
        Audience.of(info.context.caller).check_lot(self.code)
        return await counted(info, By.LOT, self.code, programme, as_of)

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls(code=strawberry.ID(str(key.get("code")))) for key in asked.keys]


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Provider:
    """An organisation that supports people, in one or more lots."""

    id: strawberry.ID

    @field(MayReadPartners)
    async def name(self, info: Info) -> str | None:
        return (await _partner(info, self.id)).name

    @field(MayReadPartners)
    async def lots(self, info: Info) -> list[Lot] | None:
        """Where it delivers."""
        return [Lot(code=strawberry.ID(lot)) for lot in (await _partner(info, self.id)).lots]

    @field(MayReadProviderReferrals)
    async def referrals(
        self, info: Info, programme: str = PROGRAMME, as_of: date | None = None
    ) -> ReferralFigures | None:
        """Referrals it was asked to decide; a provider's own."""
        return await counted(info, By.PROVIDER, _own(info, self.id), programme, as_of)

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls(id=strawberry.ID(str(id))) for id in asked.ids]


@requires(MayReadReferrals)
@strawberry.type
class Deadline:
    on: date
    rule: str


@requires(MayReadReferrals)
@strawberry.type
class Decline:
    """Who declined, why, what was offered instead and from when to try again."""

    by: str
    reason: str
    criterion: str | None
    offered_instead: str
    try_again_from: date | None


@requires(MayReadReferrals)
@strawberry.type
class ReferralProgress:
    """What became of the person, as coarse as the referrer may know it."""

    stage: referral.Stage
    registered_on: date | None
    left_on: date | None
    into_work: bool | None


@requires(MayReadReferrals)
@strawberry.federation.type(keys=["id"])
class Referral:
    """A referral as its referrer sees it; who it is about is for the provider that is asked to decide."""

    id: strawberry.ID
    reference: str
    programme: str
    source: str
    made_on: date
    received_at: datetime
    status: referral.Status
    decision_due: Deadline
    decided_on: date | None
    decline: Decline | None
    questions: str | None
    progress: ReferralProgress
    version: int
    lot: Lot
    provider: Provider
    referrer: Partner

    @field(MayReadReferredPersons)
    async def person(self, info: Info) -> JSON | None:
        """Who was referred; that it is read is written down."""
        return JSON((await _person(info, self.id))[0])

    @field(MayReadReferredPersons)
    async def story(self, info: Info) -> JSON | None:
        """What was told about the person; reading is written down."""
        return JSON((await _person(info, self.id))[1])

    @classmethod
    def of(cls, told: referral.Referral) -> Self:
        return cls(
            id=strawberry.ID(str(told.id)),
            reference=told.reference,
            programme=told.programme,
            source=told.source,
            made_on=told.made_on,
            received_at=told.received_at,
            status=told.status,
            decision_due=Deadline(on=told.decision_due.on, rule=told.decision_due.rule),
            decided_on=told.decided_on,
            decline=_decline(told.decline),
            questions=told.questions,
            progress=ReferralProgress(
                stage=told.progress.stage,
                registered_on=told.progress.registered_on,
                left_on=told.progress.left_on,
                into_work=told.progress.into_work,
            ),
            version=told.version,
            lot=Lot(code=strawberry.ID(told.lot)),
            provider=Provider(id=strawberry.ID(str(told.provider))),
            referrer=Partner(id=strawberry.ID(str(told.referrer))),
        )

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        found = await asked.context.run(queries.referrals_of, asked.ids)
        return align(asked, {id: cls.of(each) for id, each in found.items()})


async def _partner(info: Info, id: strawberry.ID) -> partner.Partner:
    """Raises NotFound."""
    return await info.context.load_required(queries.partners_of, uuid_of(id))


async def _person(info: Info, id: strawberry.ID) -> tuple[dict[str, Any], dict[str, Any]]:
    """Who a referral is about, and what was told about them. Raises NotFound."""
    purpose = READ_REFERRED_PERSONS.purpose
    return await info.context.load_required(queries.persons_of, uuid_of(id), purpose)


def _own(info: Info, id: strawberry.ID) -> UUID:
    """A provider's id, to count by. Raises NotFound: another one's is answered as one that is not there."""
    provider = uuid_of(id)
    if not info.context.caller.reaches(provider):
        raise NotFound
    return provider


def _decline(told: referral.Decline | None) -> Decline | None:
    if told is None:
        return None
    fields: dict[str, Any] = {name: getattr(told, name) for name in Decline.__annotations__}
    return Decline(**fields)
