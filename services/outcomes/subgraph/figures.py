"""Defines how the graph shows counted participants, outcomes and findings."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

import strawberry

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.permissions import MayReadLotFigures
from services.outcomes.queries.area_figures import Measured
from shared.auth import Authenticated
from shared.contracts.audience import Audience
from shared.first_answers import Answer
from shared.graphql import requires


@requires(Authenticated)
@strawberry.type
class Words:
    """The same in English and in Welsh."""

    en: str
    cy: str

    @classmethod
    def of(cls, words: Bilingual) -> Self:
        return cls(en=words.en, cy=words.cy)


@requires(MayReadLotFigures)
@strawberry.type
class RuleCount:
    """Records by rule code; null where the count is hidden."""

    rule: str
    records: int | None

    @classmethod
    def all(cls, shown: Mapping[str, int | None]) -> list[Self]:
        return [cls(rule=rule, records=records) for rule, records in sorted(shown.items())]


@requires(MayReadLotFigures)
@strawberry.type
class AgainstTarget:
    """Participants or outcomes against the profile of the quarter and the target, in whole per cent, half
    up. `number` is null where it is hidden, a profile or target where none was set."""

    number: int | None
    profile: int | None
    percent_of_profile: int | None
    target: int | None
    percent_of_target: int | None


@requires(MayReadLotFigures)
@strawberry.type
class StrandFigures(AgainstTarget):
    """Those of one strand."""

    strand: str


@requires(MayReadLotFigures)
@strawberry.type
class CategoryFigures(AgainstTarget):
    """Claims of one category. Where targets are set for the programme only, an area has none of its own."""

    category: str
    name: Words
    programme_profile: int | None
    programme_target: int | None


def counted(counts: Mapping[str, int], reader: Audience) -> dict[str, int | None]:
    """Counts by rule, as this reader is shown them."""
    return {rule: reader.count(records) for rule, records in counts.items()}


def against(measured: Measured, reader: Audience) -> dict[str, int | None]:
    """The fields of AgainstTarget, as this reader is shown them."""
    return {
        "number": reader.count(measured.number),
        "profile": measured.profile,
        "percent_of_profile": reader.percent(measured.number, measured.profile),
        "target": measured.target,
        "percent_of_target": reader.percent(measured.number, measured.target),
    }


@requires(MayReadLotFigures)
@strawberry.type
class OutcomeFigures:
    """Outcomes claimed by a date, as known at an instant. `protection` is "10-5" where counts under 10 are
    hidden and the rest are rounded to the nearest 5."""

    as_of: date
    known_at: datetime | None
    quarter: str
    protection: str | None
    by_category: list[CategoryFigures]
    left_out: list[RuleCount]

    @classmethod
    def of(
        cls, shown: Answer, programme: Programme, as_of: date, reader: Audience, known_at: datetime | None
    ) -> Self:
        return cls(
            as_of=as_of,
            known_at=known_at,
            quarter=shown["quarter"],
            protection=reader.note,
            by_category=[
                CategoryFigures(
                    category=category.code,
                    name=Words.of(category.name),
                    programme_profile=programme.profiled(category.code, as_of),
                    programme_target=programme.target(category.code, as_of),
                    **shown["by_category"][category.code],
                )
                for category in programme.categories
            ],
            left_out=RuleCount.all(shown["left_out"]),
        )


@requires(MayReadLotFigures)
@strawberry.type
class FindingFigures:
    """Records with something to mend as of a date, by rule; one record can break several."""

    as_of: date
    protection: str | None
    by_rule: list[RuleCount]

    @classmethod
    def of(cls, shown: Answer, as_of: date, reader: Audience) -> Self:
        return cls(as_of=as_of, protection=reader.note, by_rule=RuleCount.all(shown))
