"""Loads what each programme asks of the people it takes: a data file each, read once."""

import tomllib
from functools import cache
from pathlib import Path

from services.participants.domain.programme import FollowUpRule, Programme, StrandRule
from services.participants.domain.refusals import UnknownProgramme


def known_programmes() -> frozenset[str]:
    """List the codes of all programmes."""
    return frozenset(_programmes())


def programme(code: str) -> Programme:
    """Find a programme. Raises UnknownProgramme."""
    known = _programmes()
    if code not in known:
        raise UnknownProgramme(pointer="/data/programme")
    return known[code]


@cache
def _programmes() -> dict[str, Programme]:
    return {file.stem: _read(file) for file in Path(__file__).parent.glob("*.toml")}


def _read(file: Path) -> Programme:
    data = tomllib.loads(file.read_text())
    return Programme(
        code=file.stem,
        strands=tuple(StrandRule(s["code"], s["youngest"], s.get("oldest")) for s in data["strands"]),
        follow_up=FollowUpRule(**data["follow_up"]),
    )
