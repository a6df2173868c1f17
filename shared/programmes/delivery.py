"""Binds providers to the lots they deliver in: a provider acts where both the programme and its token say so
(handbook 1, "Who delivers where is data too"; security requirement 22)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final
from uuid import UUID

from shared.auth.caller import Caller
from shared.programmes.loader import load_all
from shared.programmes.model import Programme
from shared.programmes.places import Delivery
from shared.refusal import Refusal


class LotNotYours(Refusal):
    """A provider registers, decides and places where it delivers, and nowhere else."""

    code = "lot-not-yours"
    status = 403
    title = "Your organisation does not deliver the programme in this lot."


class Deliveries:
    """Who delivers where in one programme, by provider and lot."""

    def __init__(self, programme: Programme) -> None:
        ids = {each.name: each.id for each in programme.providers}
        self._named = frozenset(ids.values())
        self._of: dict[tuple[UUID | None, str], list[Delivery]] = {}
        for each in programme.deliveries:
            provider = None if each.provider is None else ids[each.provider]
            self._of.setdefault((provider, each.lot), []).append(each)
        self._shared = frozenset(
            (ids[provider], lot)
            for each in programme.consortia
            for provider in each.providers
            for lot in each.lots
        )

    def find(self, provider: UUID, lot: str, on: date) -> list[Delivery]:
        """List what a provider delivers in a lot on a day: of which strands, and for which conditions."""
        known = provider if provider in self._named else None
        return [each for each in self._of.get((known, lot), ()) if _stands(each, on)]

    def is_shared(self, provider: UUID, lot: str) -> bool:
        """Tell whether a lot is of a consortium to which a provider belongs."""
        return (provider, lot) in self._shared

    def lots_shared_by(self, provider: UUID) -> frozenset[str]:
        """The lots of the consortia to which a provider belongs."""
        return frozenset(lot for member, lot in self._shared if member == provider)

    def lots_named_for(self, provider: UUID) -> frozenset[str]:
        """The lots that the programme gives to a provider by name, on whatever days."""
        return frozenset(lot for named, lot in self._of if named == provider)


def _stands(delivery: Delivery, on: date) -> bool:
    starts, ends = delivery.starts_on, delivery.ends_on
    return (starts is None or starts <= on) and (ends is None or on <= ends)


@cache
def deliveries() -> dict[str, Deliveries]:
    """Who delivers where, by programme."""
    return {code: Deliveries(programme) for code, programme in load_all().items()}


@cache
def _neighbours() -> Mapping[str, frozenset[str]]:
    """The lots that adjoin each lot, in whichever programme."""
    pairs = [pair for each in load_all().values() for pair in each.adjoining]
    both = [*pairs, *((second, first) for first, second in pairs)]
    return {lot: frozenset(other for here, other in both if here == lot) for lot, _ in both}


_NOWHERE: Final[frozenset[str]] = frozenset()


def check_delivers(
    caller: Caller,
    programme: str,
    lot: str,
    on: date,
    *,
    strand: str | None = None,
    pointer: str | None = None,
) -> None:
    """Check that a provider delivers a programme in a lot on a day, and to a strand where one is named, or
    shares the lot with who does; the programme is known. Raises LotNotYours."""
    known, provider = deliveries()[programme], caller.organisation
    delivers = known.is_shared(provider, lot) or any(
        strand is None or each.strand in (None, strand) for each in known.find(provider, lot, on)
    )
    if not (delivers and lot in caller.lots):
        raise LotNotYours(pointer=pointer)


def adjoining(lot: str) -> frozenset[str]:
    """The lots that adjoin a lot [5.27]."""
    return _neighbours().get(lot, _NOWHERE)


def places_in(caller: Caller, lot: str, on: date, *, across: bool = False) -> bool:
    """Tell whether a provider delivers some programme in a lot on a day, or `across` its border, in a lot
    that adjoins it [5.27]."""
    near = {lot} | (adjoining(lot) if across else _NOWHERE)
    provider, known = caller.organisation, deliveries().values()
    return any(
        each.is_shared(provider, own) or each.find(provider, own, on)
        for own in near & caller.lots
        for each in known
    )


def check_places(
    caller: Caller, lot: str, on: date, *, across: bool = False, pointer: str | None = None
) -> None:
    """Check that a provider places people in a lot, as `places_in` says. Raises LotNotYours."""
    if not places_in(caller, lot, on, across=across):
        raise LotNotYours(pointer=pointer)
