"""Describes where a programme is delivered, to whom and by whom, as its files say it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, NonNegativeInt, Strict

from shared.programmes.entries import Code, Entry, Named


class Lot(Named):
    """A contract area, with the post code areas (the leading letters) that reach into it; without any, post
    codes are not compared with it."""

    postcode_areas: list[Annotated[str, Field(pattern="^[A-Z]{1,2}$")]] = Field(default_factory=list)


class Authority(Entry):
    """Where a unitary authority belongs, by its ONS code: until a day where that changed, and the next entry
    of the same code from then on."""

    code: Annotated[str, Field(pattern=r"^W06\d{6}$")]
    lot: Code
    esf_area: Code
    ends_on: date | None = None


class Strand(Named):
    """Ages at registration, both included; no upper age without `to_age`. `work` is what must be true of
    somebody's work to be taken on: not in education, employment or training; out of work for over twelve
    months or economically inactive; out of work for however long; in work [3.3]."""

    from_age: NonNegativeInt
    to_age: NonNegativeInt | None = None
    work: Literal["neet", "out_of_work_for_a_year", "out_of_work", "in_work"]


class Operation(Entry):
    """An ESF area and a strand, and the lots it is delivered in."""

    esf_area: str
    strand: str
    lots: Annotated[list[str], Field(min_length=1)]


class Provider(Entry):
    """An organisation that delivers, by the id that tokens and the register of partners know it by."""

    id: Annotated[UUID, Strict(False)]
    name: Code


class Consortium(Entry):
    """Providers that share lots: which of them takes somebody is agreed person by person [3.31], so that each
    registers in all of them. Referrals go by the deliveries."""

    name: Code
    lots: Annotated[list[Code], Field(min_length=1)]
    providers: Annotated[list[Code], Field(min_length=2)]


class Delivery(Entry):
    """Who delivers a lot, of one strand or for one condition where that is named, from a day to another, both
    included. Without a provider it is whoever the programme does not name: the lots of its token decide."""

    lot: str
    provider: Code | None = None
    strand: str | None = None
    condition: Literal["substance_misuse", "mental_health"] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
