"""What can be asked of referrals first: one's own referrals, and the register of partners."""

import strawberry

from services.referrals import queries
from services.referrals.domain.partner import Kind
from services.referrals.domain.referral import Status
from services.referrals.permissions import MayReadPartners, MayReadReferrals
from services.referrals.subgraph.entities import Partner, Provider, Referral
from shared.graphql import Asked, Connection, connection, field, shown_to
from shared.graphql.connection import DEFAULT_PAGE, size
from shared.graphql.entities import References, uuid_of
from shared.web.pagination import place


@shown_to(MayReadReferrals)
@strawberry.type
class Query:
    @field(MayReadReferrals)
    async def referral(self, info: Asked, id: strawberry.ID) -> Referral | None:
        """One of your own referrals."""
        [found] = await Referral.of_references(References(info.context, [{"id": id}]))
        if isinstance(found, Exception):
            raise found
        return found

    @field(MayReadReferrals)
    async def referrals(
        self,
        info: Asked,
        status: Status | None = None,
        overdue: bool = False,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Referral] | None:
        """Your own referrals: those you sent, or those you are asked to decide."""
        found = await info.context.ask(
            queries.referrals, after=place(after), size=size(first), status=status, overdue=overdue
        )
        return connection(found, first, node=Referral.of, key=lambda each: each.id)

    @field(MayReadPartners)
    async def partner(self, info: Asked, id: strawberry.ID) -> Partner | None:
        """One referring organisation."""
        found = await info.context.get(queries.partners_of, uuid_of(id))
        return Partner(id=strawberry.ID(str(found.id)))

    @field(MayReadPartners)
    async def provider(self, info: Asked, id: strawberry.ID) -> Provider | None:
        """One provider."""
        found = await info.context.get(queries.partners_of, uuid_of(id))
        return Provider(id=strawberry.ID(str(found.id)))

    @field(MayReadPartners)
    async def partners(
        self,
        info: Asked,
        kind: Kind | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Partner] | None:
        """The register of partners."""
        found = await info.context.ask(queries.partners, after=place(after), size=size(first), kind=kind)
        return connection(
            found, first, node=lambda each: Partner(id=strawberry.ID(str(each.id))), key=lambda each: each.id
        )
