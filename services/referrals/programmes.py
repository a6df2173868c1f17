"""Turns the programmes that are loaded into what is promised to their referrers."""

from datetime import date

from services.referrals.domain.refusals import UnknownProgramme
from services.referrals.domain.turnround import TurnRound
from shared.programmes import load_all
from shared.programmes.delivery import Deliveries, deliveries


def who_delivers(programme: str) -> Deliveries:
    """Find who delivers a programme. Raises UnknownProgramme."""
    known = deliveries().get(programme)
    if known is None:
        raise UnknownProgramme(pointer="/programme")
    return known


def starts_on(programme: str) -> date:
    """Tell when a programme began. Raises UnknownProgramme."""
    loaded = load_all().get(programme)
    if loaded is None:
        raise UnknownProgramme(pointer="/programme")
    return loaded.starts_on


def turn_round(programme: str) -> TurnRound:
    """Find a programme's turn-round. Raises UnknownProgramme."""
    loaded = load_all().get(programme)
    if loaded is None:
        raise UnknownProgramme(pointer="/programme")
    return TurnRound(loaded.code, loaded.turn_round.decision_working_days)
