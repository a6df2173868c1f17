"""The graph types of referral figures, protected for boards and as they were told boards first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self

import strawberry

from services.referrals import queries
from services.referrals.domain.referral_counts import GroupBy, ReferralCounts
from shared.as_of import as_of_date
from shared.auth import Authenticated
from shared.clock import date_in_wales
from shared.contracts.audience import PROTECTED, Audience
from shared.first_answers import Answer, answer_once
from shared.graphql import Info, requires
from shared.unit_of_work import UnitOfWork


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


@requires(Authenticated)
@strawberry.type
class ReferralFigures:
    """Referrals made by a date and where they stood on it. `overdue` are undecided after the day a decision
    was due, and not returned to their referrer; `median_working_days` is from the referral to its decision.
    `protection` is "10-5" where counts under 10 are hidden and the rest are rounded to the nearest 5."""

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
    def of(cls, shown: Answer, as_of: date, audience: Audience) -> Self:
        by_source = [ReferralsOfSource(**each) for each in shown["by_source"]]
        return cls(**{**shown, "by_source": by_source}, as_of=as_of, protection=audience.note)


async def figures(
    info: Info, by: GroupBy, key: Any, programme: str | None, as_of: date | None
) -> ReferralFigures:
    """Count for one key, as this caller may see it. Raises UnknownProgramme, AsOfInFuture, NotAMonthsEnd."""
    context = info.context
    audience = Audience.of(context.caller)
    day = as_of_date(audience.as_of(as_of, date_in_wales(context.work.now)), context.work.now)
    if audience.is_protected:
        shown = await context.load_required(_first_told, str(key), programme, day)
    else:
        shown = _shown(await context.load_required(queries.figures, key, by, programme, day), audience)
    return ReferralFigures.of(shown, day, audience)


async def _first_told(
    work: UnitOfWork, lots: Sequence[str], programme: str, as_of: date
) -> Mapping[str, Answer]:
    """The protected figures of lots, as they were told first. Raises UnknownProgramme."""

    async def count(lots: Sequence[str]) -> Mapping[str, Answer]:
        found = await queries.figures(work, lots, GroupBy.LOT, programme, as_of)
        return {lot: _shown(figures, PROTECTED) for lot, figures in found.items()}

    return await answer_once(work, "referrals", f"{programme} {as_of}", lots, count)


def _shown(found: queries.ReferralFigures, audience: Audience) -> Answer:
    """The figures as an audience is shown them."""
    total = found.total
    return {
        **_counts(total, audience),
        "registered": audience.count(total.registered),
        "left": audience.count(total.left),
        "into_work": audience.count(total.into_work),
        "by_source": [
            {"source": source, **_counts(counts, audience)} for source, counts in found.by_source.items()
        ],
    }


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
