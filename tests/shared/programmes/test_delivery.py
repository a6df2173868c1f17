"""A provider acts where both the programme and its token say that it delivers."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from deploy.demo.oows import Lot
from shared.auth.caller import Caller
from shared.contracts.role_policy import ROLES
from shared.programmes import load_all
from shared.programmes.delivery import Deliveries, LotNotYours, check_delivers, check_places
from shared.programmes.loader import FOLDER
from shared.programmes.places import Delivery

OOWS = load_all(FOLDER)["oows"]
PROVIDERS: dict[str, UUID] = {each.name: each.id for each in OOWS.providers}
TODAY = date(2018, 6, 1)


def a_caller(provider: str, *lots: str) -> Caller:
    return Caller(
        role="lead",
        organisation=PROVIDERS[provider],
        lots=frozenset(lots or Lot),
        purposes=frozenset({"support"}),
        subject="somebody",
        policy=ROLES["lead"],
    )


def test_a_provider_delivers_in_the_lots_that_the_programme_says() -> None:
    check_delivers(a_caller("CAIS"), "oows", "North Wales", TODAY)
    with pytest.raises(LotNotYours):
        check_delivers(a_caller("CAIS"), "oows", "Cwm Taf", TODAY)


def test_charities_of_a_consortium_act_in_each_others_lots_and_are_referred_nobody_there() -> None:
    check_delivers(a_caller("CAIS"), "oows", "Dyfed", TODAY)
    check_places(a_caller("CAIS"), "Dyfed", TODAY)
    assert Deliveries(OOWS).find(PROVIDERS["CAIS"], "Dyfed", TODAY) == []
    with pytest.raises(LotNotYours):
        check_delivers(a_caller("Platfform"), "oows", "Dyfed", TODAY)


def test_a_provider_acts_in_the_lots_of_its_token_only() -> None:
    check_delivers(a_caller("Hafal", "Powys"), "oows", "Powys", TODAY)
    with pytest.raises(LotNotYours):
        check_delivers(a_caller("Hafal", "Powys"), "oows", "Gwent", TODAY)


def test_a_provider_of_one_strand_registers_nobody_of_another() -> None:
    check_delivers(a_caller("Barod"), "oows", "Cwm Taf", TODAY, strand="16-24")
    with pytest.raises(LotNotYours):
        check_delivers(a_caller("Barod"), "oows", "Cwm Taf", TODAY, strand="25+")


def test_an_organisation_that_the_programme_does_not_name_delivers_nowhere() -> None:
    shipped = Deliveries(OOWS)
    assert not any(shipped.find(uuid4(), lot, TODAY) for lot in Lot)


def test_a_lot_without_a_provider_is_open_to_whom_the_programme_does_not_name() -> None:
    opened = OOWS.model_copy(update={"deliveries": [*OOWS.deliveries, Delivery(lot="Gwent")]})
    assert Deliveries(opened).find(uuid4(), "Gwent", TODAY)
    assert not Deliveries(opened).find(PROVIDERS["CAIS"], "Gwent", TODAY)


def test_a_provider_delivers_from_the_day_it_starts_to_the_day_it_ends() -> None:
    first, last = date(2018, 1, 1), date(2018, 12, 31)
    while_it_lasted = Delivery(lot="Gwent", provider="CAIS", starts_on=first, ends_on=last)
    known = Deliveries(OOWS.model_copy(update={"deliveries": [while_it_lasted]}))
    found = [
        bool(known.find(PROVIDERS["CAIS"], "Gwent", day))
        for day in (date(2017, 12, 31), first, last, date(2019, 1, 1))
    ]
    assert found == [False, True, True, False]


def test_a_provider_places_people_across_the_border_of_its_lot_and_no_farther() -> None:
    check_places(a_caller("Platfform"), "Gwent", TODAY, across=True)
    with pytest.raises(LotNotYours):
        check_places(a_caller("Platfform"), "Gwent", TODAY)
    with pytest.raises(LotNotYours):
        check_places(a_caller("Platfform"), "Dyfed", TODAY, across=True)


def test_a_token_without_lots_opens_none() -> None:
    with pytest.raises(LotNotYours):
        check_places(replace(a_caller("CAIS"), lots=frozenset()), "North Wales", TODAY)
