"""Where in Wales somebody lives: unitary authority → lot and ESF area, as it was on a date (handbook 1)."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from services.participants.domain.refusals import UnknownLocalAuthority


@dataclass(frozen=True, slots=True)
class Residence:
    """An authority's place in the programme's geography while it held."""

    lot: str
    esf_area: str
    valid_from: date
    valid_to: date | None


POSTCODE_AREAS = {
    "North Wales": {"LL", "CH", "SY", "LD"},
    "Gwent": {"NP", "CF"},
    "Dyfed": {"SA", "SY"},
    "Western Bay": {"SA", "CF"},
    "Cwm Taf": {"CF"},
    "Powys": {"LD", "SY", "NP", "SA", "CF", "HR", "LL"},
    "Cardiff and Vale": {"CF"},
}
"""Post code areas that reach into each lot."""


def residence(local_authority: str, on: date) -> Residence:
    """Find where an authority (ONS code) belonged on a date; before the first known date, as on the first.

    Raises UnknownLocalAuthority."""
    known = _authorities().get(local_authority)
    if known is None:
        raise UnknownLocalAuthority(pointer="/data/local_authority")
    for each in known:
        if each.valid_to is None or on <= each.valid_to:
            return each
    return known[-1]


def is_postcode_outside(lot: str, postcode: str) -> bool:
    """Tell whether a post code's area (its leading letters) does not reach into the lot."""
    compact = postcode.strip().upper()
    area = compact[: 2 if compact[1:2].isalpha() else 1]
    return area not in POSTCODE_AREAS.get(lot, {area})


@cache
def _authorities() -> dict[str, list[Residence]]:
    found: dict[str, list[Residence]] = {}
    with (Path(__file__).parent / "wales.csv").open(encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: row["valid_from"]):
            found.setdefault(row["la_code"], []).append(
                Residence(
                    lot=row["lot"],
                    esf_area=row["esf_area"],
                    valid_from=date.fromisoformat(row["valid_from"]),
                    valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                )
            )
    return found
