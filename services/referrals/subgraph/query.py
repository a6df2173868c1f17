"""The root fields of referrals: one's own referrals, and the register of partners."""

from functools import partial

import strawberry

from services.referrals import queries
from services.referrals.domain.partner import Kind
from services.referrals.domain.referral import Status
from services.referrals.permissions import MayReadPartners, MayReadReferrals
from services.referrals.subgraph.entities import Partner, Provider, Referral
from shared.clock import date_in_wales
from shared.graphql import Connection, Info, connection, field, requires
from shared.graphql.connection import DEFAULT_PAGE, fetch_limit
from shared.graphql.entities import References, uuid_of
from shared.web.pagination import decode_cursor


@requires(MayReadReferrals)
@strawberry.type
class Query:
    @field(MayReadReferrals)
    async def referral(self, info: Info, id: strawberry.ID) -> Referral | None:
        """One of your own referrals."""
        [found] = await Referral.of_references(References(info.context, [{"id": id}]))
        if isinstance(found, Exception):
            raise found
        return found

    @field(MayReadReferrals)
    async def referrals(
        self,
        info: Info,
        status: Status | None = None,
        overdue: bool = False,
        try_again: bool = False,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Referral] | None:
        """Your own referrals: those you sent, or those you are asked to decide; of those only what is
        overdue, or who was declined and may be tried again from today."""
        found = await info.context.run(
            queries.referrals,
            after=decode_cursor(after),
            limit=fetch_limit(first),
            status=status,
            overdue=overdue,
            try_again=try_again,
        )
        shown = partial(Referral.of, today=date_in_wales(info.context.work.now))
        count = partial(
            info.context.run, queries.count_referrals, status=status, overdue=overdue, try_again=try_again
        )
        return connection(found, first, after, count, node=shown, key=lambda each: each.id)

    @field(MayReadPartners)
    async def partner(self, info: Info, id: strawberry.ID) -> Partner | None:
        """One referring organisation."""
        found = await info.context.load_required(queries.partners_by_id, uuid_of(id))
        return Partner(id=strawberry.ID(str(found.id)))

    @field(MayReadPartners)
    async def provider(self, info: Info, id: strawberry.ID) -> Provider | None:
        """One provider."""
        found = await info.context.load_required(queries.partners_by_id, uuid_of(id))
        return Provider(id=strawberry.ID(str(found.id)))

    @field(MayReadPartners)
    async def partners(
        self,
        info: Info,
        kind: Kind | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Partner] | None:
        """The register of partners."""
        found = await info.context.run(
            queries.partners, after=decode_cursor(after), limit=fetch_limit(first), kind=kind
        )
        return connection(
            found,
            first,
            after,
            partial(info.context.run, queries.count_partners, kind=kind),
            node=lambda each: Partner(id=strawberry.ID(str(each.id))),
            key=lambda each: each.id,
        )
