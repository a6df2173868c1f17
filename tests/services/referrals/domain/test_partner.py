"""Who gets a lot's people is settled by the programme, or said by two people."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.referrals.domain.partner import Entry, Kind, Partner, Proposal
from services.referrals.domain.refusals import KindStands, NothingProposed, SecondPersonNeeded

ONE, OTHER = "one", "other"


def an_entry(**differences: Any) -> Entry:
    return replace(Entry("CAIS", Kind.PROVIDER, lots=("Gwent",)), **differences)


def a_partner(**differences: Any) -> Partner:
    return replace(Partner(UUID(int=1), "CAIS", Kind.PROVIDER, lots=("Gwent",)), **differences)


def changed(partner: Partner, told: Entry, *, by: str | None = ONE, named: str = "") -> Partner:
    return partner.change(told, by=by, named={named})


def test_a_provider_delivers_at_once_where_the_programme_names_it() -> None:
    made = Partner.register(UUID(int=1), an_entry(), by=None, named={"Gwent"})
    assert (made.lots, made.proposal, made.version) == (("Gwent",), None, 1)


def test_a_provider_that_the_programme_does_not_name_delivers_nowhere_yet() -> None:
    made = Partner.register(UUID(int=1), an_entry(), by=ONE, named=set())
    assert (made.lots, made.proposal) == ((), Proposal(("Gwent",), ONE))


def test_another_lot_is_proposed_and_changes_nothing_yet() -> None:
    moved = changed(a_partner(), an_entry(lots=("Gwent", "Powys")))
    assert (moved.lots, moved.proposed_lots, moved.version) == (("Gwent",), ("Gwent", "Powys"), 2)


def test_a_lot_is_given_up_by_two_people_too() -> None:
    moved = changed(a_partner(), an_entry(lots=()), named="Gwent")
    assert (moved.lots, moved.proposed_lots) == (("Gwent",), ())


def test_a_system_proposes_nothing() -> None:
    with pytest.raises(SecondPersonNeeded):
        changed(a_partner(), an_entry(lots=("Powys",)), by=None)


def test_a_referrer_is_sent_nobody_so_its_lots_are_its_own_affair() -> None:
    prison = Partner.register(UUID(int=1), an_entry(kind=Kind.REFERRER), by=None, named=set())
    assert (prison.lots, prison.proposal) == (("Gwent",), None)


def test_a_new_name_holds_at_once() -> None:
    moved = changed(a_partner(), an_entry(name="Adferiad"), by=None)
    assert (moved.name, moved.lots, moved.proposal) == ("Adferiad", ("Gwent",), None)


def test_to_tell_the_lots_that_hold_takes_a_proposal_back() -> None:
    proposed = a_partner(proposal=Proposal(("Powys",), ONE))
    assert changed(proposed, an_entry(), by=None).proposal is None


def test_a_proposal_that_was_changed_is_of_who_changed_it() -> None:
    proposed = a_partner(proposal=Proposal(("Powys",), ONE))
    moved = changed(proposed, an_entry(lots=("Dyfed",)), by=OTHER)
    assert moved.proposal == Proposal(("Dyfed",), OTHER)
    with pytest.raises(SecondPersonNeeded):
        moved.confirm(by=OTHER)


def test_somebody_else_confirms() -> None:
    confirmed = a_partner(proposal=Proposal(("Powys",), ONE)).confirm(by=OTHER)
    assert (confirmed.lots, confirmed.proposal, confirmed.version) == (("Powys",), None, 2)


@pytest.mark.parametrize("by", [ONE, None])
def test_neither_who_proposed_it_nor_a_system_confirms(by: str | None) -> None:
    with pytest.raises(SecondPersonNeeded):
        a_partner(proposal=Proposal(("Powys",), ONE)).confirm(by=by)


def test_what_was_not_proposed_is_not_confirmed() -> None:
    with pytest.raises(NothingProposed):
        a_partner().confirm(by=OTHER)


def test_a_provider_stays_a_provider() -> None:
    with pytest.raises(KindStands):
        changed(a_partner(), an_entry(kind=Kind.REFERRER))
