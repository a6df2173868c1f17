"""The graph types of referral figures, protected for boards."""

from datetime import date
from typing import Any, Self

import strawberry

from services.referrals import queries
from services.referrals.domain.referral_counts import GroupBy, ReferralCounts
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
    def of(cls, source: str, counts: ReferralCounts, audience: Audience) -> Self:
        return cls(source=source, **_counts(counts, audience))


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
    def of(cls, found: queries.ReferralFigures, as_of: date, audience: Audience) -> Self:
        total = found.total
        return cls(
            as_of=as_of,
            protection=audience.note,
            registered=audience.count(total.registered),
            left=audience.count(total.left),
            into_work=audience.count(total.into_work),
            by_source=[ReferralsOfSource.of(name, each, audience) for name, each in found.by_source.items()],
            **_counts(total, audience),
        )


async def figures(info: Info, by: GroupBy, key: Any, programme: str, as_of: date | None) -> ReferralFigures:
    """Count for one key, as this caller may see it. Raises UnknownProgramme, AsOfInFuture, NotAMonthsEnd."""
    context = info.context
    audience = Audience.of(context.caller)
    day = as_of_date(audience.as_of(as_of, date_in_wales(context.work.now)), context.work.now)
    found = await context.load_required(queries.figures, key, by, programme, day)
    return ReferralFigures.of(found, day, audience)


def _counts(counts: ReferralCounts, audience: Audience) -> dict[str, Any]:
    return {
        "received": audience.count(counts.received),
        "decided": audience.count(counts.decided),
        "accepted": audience.count(counts.accepted),
        "declined": audience.count(counts.declined),
        "withdrawn": audience.count(counts.withdrawn),
        "waiting": audience.count(counts.waiting),
        "overdue": audience.count(counts.overdue),
        "median_working_days": audience.median_days(counts.days),
    }
