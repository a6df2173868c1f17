"""The graph types of referrals: Referral, Partner, Provider, and what it adds to Lot."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from services.referrals import queries
from services.referrals.domain import partner, referral
from services.referrals.domain.person import Person
from services.referrals.domain.referral_counts import GroupBy
from services.referrals.permissions import (
    MayReadConversion,
    MayReadPartners,
    MayReadProviderReferrals,
    MayReadReferralFigures,
    MayReadReferrals,
    MayReadReferredPersons,
)
from services.referrals.subgraph.clocks import Clock
from services.referrals.subgraph.figures import ReferralFigures, figures
from services.referrals.subgraph.persons import ReferralStory, ReferredPerson
from shared.auth import Authenticated
from shared.clock import date_in_wales
from shared.contracts.audience import Audience
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, align, uuid_of
from shared.programmes.lookup import programme_of_lot
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
        self, info: Info, programme: str | None = None, as_of: date | None = None
    ) -> ReferralFigures | None:
        """What became of the people it sent, of all programmes where none is named: for itself to know."""
        own = uuid_of(self.id)
        if not info.context.caller.reaches(own):
            raise NotFound
        return await figures(info, GroupBy.REFERRER, own, programme, as_of)

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
        found = await info.context.load_required(queries.providers_by_lot, self.code)
        return [Provider(id=strawberry.ID(str(each.id))) for each in found]

    @field(MayReadReferralFigures)
    async def referrals(
        self, info: Info, programme: str | None = None, as_of: date | None = None
    ) -> ReferralFigures | None:
        """Referrals to this lot, decisions and turn-round. The programme is needed where several have this
        lot."""
        Audience.of(info.context.caller).check_lot(self.code)
        return await figures(info, GroupBy.LOT, self.code, programme_of_lot(self.code, programme), as_of)

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
        self, info: Info, programme: str | None = None, as_of: date | None = None
    ) -> ReferralFigures | None:
        """Referrals it was asked to decide, of all programmes where none is named; a provider's own."""
        return await figures(info, GroupBy.PROVIDER, _own_id(info, self.id), programme, as_of)

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
    clocks: list[Clock] = strawberry.field(description="The same two for referrer and provider.")
    overdue: bool = strawberry.field(description="Whether one of the clocks is overdue today.")
    decided_on: date | None
    decline: Decline | None
    questions: str | None
    progress: ReferralProgress
    version: int
    lot: Lot
    provider: Provider
    referrer: Partner
    written_by: Provider | None = strawberry.field(
        description="Who wrote the referral down; null where the referrer sent it."
    )

    @field(MayReadReferredPersons)
    async def person(self, info: Info) -> ReferredPerson | None:
        """Who was referred; that it is read is written down."""
        return ReferredPerson.of((await _person(info, self.id)).details)

    @field(MayReadReferredPersons)
    async def story(self, info: Info) -> ReferralStory | None:
        """What was told about the person; reading is written down."""
        return ReferralStory.of((await _person(info, self.id)).story)

    @classmethod
    def of(cls, found: referral.Referral, today: date) -> Self:
        written_by = found.written_by
        return cls(
            id=strawberry.ID(str(found.id)),
            reference=found.reference,
            programme=found.programme,
            source=found.source,
            made_on=found.made_on,
            received_at=found.received_at,
            status=found.status,
            decision_due=Deadline(on=found.decision_due.on, rule=found.decision_due.rule),
            clocks=[Clock.of(each, today) for each in found.clocks],
            overdue=found.is_overdue(today),
            decided_on=found.decided_on,
            decline=_decline(found.decline_details),
            questions=found.questions,
            progress=ReferralProgress(
                stage=found.progress.stage,
                registered_on=found.progress.registered_on,
                left_on=found.progress.left_on,
                into_work=found.progress.into_work,
            ),
            version=found.version,
            lot=Lot(code=strawberry.ID(found.lot)),
            provider=Provider(id=strawberry.ID(str(found.provider))),
            referrer=Partner(id=strawberry.ID(str(found.referrer))),
            written_by=None if written_by is None else Provider(id=strawberry.ID(str(written_by))),
        )

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        found = await asked.context.run(queries.referrals_by_id, asked.ids)
        today = date_in_wales(asked.context.work.now)
        return align(asked, {id: cls.of(each, today) for id, each in found.items()})


async def _person(info: Info, id: strawberry.ID) -> Person:
    """Raises NotFound."""
    return await info.context.load_required(queries.persons_by_referral, uuid_of(id))


async def _partner(info: Info, id: strawberry.ID) -> partner.Partner:
    """Raises NotFound."""
    return await info.context.load_required(queries.partners_by_id, uuid_of(id))


def _own_id(info: Info, id: strawberry.ID) -> UUID:
    """Return a provider's id, to count by. Raises NotFound: another provider is answered as one that is not
    there."""
    provider = uuid_of(id)
    if not info.context.caller.reaches(provider):
        raise NotFound
    return provider


def _decline(details: referral.Decline | None) -> Decline | None:
    if details is None:
        return None
    fields: dict[str, Any] = {name: getattr(details, name) for name in Decline.__annotations__}
    return Decline(**fields)
