"""Referrals counted, as the graph tells of them."""

from datetime import date
from typing import Any, Self

import strawberry

from services.referrals import queries
from services.referrals.domain.referral_counts import Tally
from services.referrals.queries import Figures
from services.referrals.store.referral_counts import By
from shared.as_of import as_of_date
from shared.auth import Authenticated
from shared.clock import date_in_wales
from shared.contracts.audience import Audience
from shared.graphql import Info, requires

PROGRAMME = "oows"


@requires(Authenticated)
@strawberry.type
class ReferralsOfSource:
    """Referrals of one kind of source; null where a count is hidden."""

    source: str
    received: int | None
    decided: int | None
    accepted: int | None
    declined: int | None
    withdrawn: int | None
    waiting: int | None
    overdue: int | None
    median_working_days: float | None

    @classmethod
    def of(cls, source: str, told: Tally, reader: Audience) -> Self:
        return cls(source=source, **_counts(told, reader))


@requires(Authenticated)
@strawberry.type
class ReferralFigures:
    """Referrals made by a date and where they stood on it. `overdue` are undecided after the day a decision
    was due; `median_working_days` is from the referral to its decision. `protection` is "10-5" where counts
    under 10 are hidden and the rest are rounded to the nearest 5."""

    as_of: date
    protection: str | None
    received: int | None
    decided: int | None
    accepted: int | None
    declined: int | None
    withdrawn: int | None
    waiting: int | None
    overdue: int | None
    median_working_days: float | None
    registered: int | None
    left: int | None
    into_work: int | None = strawberry.field(description="Of those who agreed that their referrer may know.")
    by_source: list[ReferralsOfSource]

    @classmethod
    def of(cls, told: Figures, as_of: date, reader: Audience) -> Self:
        total = told.total
        return cls(
            as_of=as_of,
            protection=reader.note,
            registered=reader.count(total.registered),
            left=reader.count(total.left),
            into_work=reader.count(total.into_work),
            by_source=[ReferralsOfSource.of(name, each, reader) for name, each in told.by_source.items()],
            **_counts(total, reader),
        )


async def counted(info: Info, by: By, key: Any, programme: str, as_of: date | None) -> ReferralFigures:
    """Raises UnknownProgramme, AsOfInFuture, NotAMonthsEnd."""
    context = info.context
    reader = Audience.of(context.caller)
    day = as_of_date(reader.as_of(as_of, date_in_wales(context.work.now)), context.work.now)
    found = await context.load_required(queries.counted, key, by, programme, day)
    return ReferralFigures.of(found, day, reader)


def _counts(told: Tally, reader: Audience) -> dict[str, Any]:
    return {
        "received": reader.count(told.received),
        "decided": reader.count(told.decided),
        "accepted": reader.count(told.accepted),
        "declined": reader.count(told.declined),
        "withdrawn": reader.count(told.withdrawn),
        "waiting": reader.count(told.waiting),
        "overdue": reader.count(told.overdue),
        "median_working_days": reader.median_days(told.days),
    }
