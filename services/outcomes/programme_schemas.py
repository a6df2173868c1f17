"""Shape of a programme as it is told: what its folder of data says of places, of people and of what is
counted."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel

from shared.contracts.vocabulary import AchievementKind, Evidence, ExitReason
from shared.programmes import Programme
from shared.programmes.entries import Bilingual, Named
from shared.programmes.measures import Category, Target
from shared.programmes.places import Delivery, Operation, Strand


class NamedOut(BaseModel):
    code: str
    name: Bilingual

    @classmethod
    def of(cls, named: Named) -> Self:
        return cls(code=named.code, name=named.name)


class StrandOut(NamedOut):
    from_age: int
    to_age: int | None
    work: str

    @classmethod
    def of_strand(cls, strand: Strand) -> Self:
        return cls.model_validate(strand, from_attributes=True)


class QuarterOut(BaseModel):
    code: str
    ends_on: date


class PartOut(NamedOut):
    kinds: list[AchievementKind]
    counts_from: date | None


class CategoryOut(NamedOut):
    """What can be claimed once of a participant: of which kinds of achievement, by which rule, from what
    evidence on; and what it excludes or ends."""

    kinds: list[AchievementKind]
    parts: list[PartOut]
    rule: str
    must_have_left: bool
    rests_on: Literal["best", "first"]
    evidence: Evidence | None
    excludes: list[str]
    not_if_led_to: str | None
    closes_as: ExitReason | None

    @classmethod
    def of_category(cls, category: Category, programme: Programme) -> Self:
        basis = category.window or category.status_after_exit
        groups = [each.categories for each in programme.exclusive if category.code in each.categories]
        return cls(
            code=category.code,
            name=category.name,
            kinds=[*(category.kinds or ()), *(kind for part in category.parts for kind in part.kinds)],
            parts=[PartOut.model_validate(each, from_attributes=True) for each in category.parts],
            rule="" if basis is None else f"{programme.code}/{category.code}/{basis.rule}",
            must_have_left=category.must_have_left,
            rests_on=category.rests_on,
            evidence=category.evidence,
            excludes=[code for group in groups for code in group if code != category.code],
            not_if_led_to=category.not_if_led_to,
            closes_as=category.closes_as,
        )


class TargetOut(BaseModel):
    """How many are asked for: in a lot of an operation, in an operation, or in the whole programme; from a
    date on, where there is more than one version."""

    measure: str
    applies_from: date | None
    esf_area: str | None
    strand: str | None
    lot: str | None
    number: int

    @classmethod
    def all_of(cls, target: Target) -> list[Self]:
        said = target.model_dump(include={"measure", "applies_from", "esf_area", "strand"})
        if target.number is not None:
            return [cls(**said, lot=None, number=target.number)]
        return [cls(**said, lot=lot, number=number) for lot, number in (target.lots or {}).items()]


class DeliveryOut(BaseModel):
    """Who delivers a lot: nobody named, where the lots of a provider's token decide."""

    lot: str
    provider: str | None
    strand: str | None
    condition: str | None
    starts_on: date | None
    ends_on: date | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls.model_validate(delivery, from_attributes=True)


class OperationOut(BaseModel):
    esf_area: str
    strand: str
    lots: list[str]

    @classmethod
    def of(cls, operation: Operation) -> Self:
        return cls.model_validate(operation, from_attributes=True)


class ProgrammeOut(NamedOut):
    """A programme: where and to whom it is delivered and by whom, what can be claimed, what is asked for."""

    fund: str
    starts_on: date
    esf_areas: list[NamedOut]
    lots: list[NamedOut]
    strands: list[StrandOut]
    operations: list[OperationOut]
    quarters: list[QuarterOut]
    categories: list[CategoryOut]
    targets: list[TargetOut]
    deliveries: list[DeliveryOut]

    @classmethod
    def of_programme(cls, programme: Programme) -> Self:
        return cls(
            code=programme.code,
            name=programme.name,
            fund=programme.fund,
            starts_on=programme.starts_on,
            esf_areas=[NamedOut.of(each) for each in programme.esf_areas],
            lots=[NamedOut.of(each) for each in programme.lots],
            strands=[StrandOut.of_strand(each) for each in programme.strands],
            operations=[OperationOut.of(each) for each in programme.operations],
            quarters=[QuarterOut(code=each.code, ends_on=each.ends_on) for each in programme.quarters],
            categories=[CategoryOut.of_category(each, programme) for each in programme.categories],
            targets=[told for each in programme.targets for told in TargetOut.all_of(each)],
            deliveries=[DeliveryOut.of(each) for each in programme.deliveries],
        )


class ProgrammesOut(BaseModel):
    items: list[ProgrammeOut]
