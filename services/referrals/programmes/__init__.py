"""What a programme promises its referrers: a data file each, read once."""

import tomllib
from functools import cache
from pathlib import Path

from services.referrals.domain.refusals import UnknownProgramme
from services.referrals.domain.turnround import TurnRound


@cache
def turn_round(programme: str) -> TurnRound:
    """A programme's turn-round. Raises UnknownProgramme."""
    known = {file.stem: file for file in Path(__file__).parent.glob("*.toml")}
    if programme not in known:
        raise UnknownProgramme(pointer="/programme")
    days = tomllib.loads(known[programme].read_text())["turn_round"]
    return TurnRound(programme, days["decision_working_days"])
