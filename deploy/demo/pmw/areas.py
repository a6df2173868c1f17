"""The nine areas, in proportion to their revised targets: who delivered in each, and how many people of each
take part here."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from shared.programmes import Programme, load_all

CODE: Final = "pmw"
CONVERGENCE: Final = "Convergence"
_PREFIXES: Final = {
    "North Wales (Convergence)": ("NWC", 120),
    "North Wales (Competitiveness)": ("NWX", 40),
    "Dyfed (Convergence)": ("DY", 105),
    "West Glamorgan": ("WG", 120),
    "Merthyr and RCT": ("MR", 85),
    "Gwent (Convergence)": ("GWC", 83),
    "Gwent (Competitiveness)": ("GWX", 52),
    "Powys (Competitiveness)": ("PO", 30),
    "Cardiff and the Vale": ("CV", 65),
}
"""What references begin with, and how many people: as the targets are, 7,000 to 2,550 (handbook 5)."""


@dataclass(frozen=True, slots=True)
class Area:
    lot: str
    provider: str
    provider_id: str
    prefix: str
    people: int
    authorities: tuple[str, ...]

    @property
    def source(self) -> str:
        """The name of the provider's system, which is the one it kept."""
        return f"urn:dolen-demo:{self.provider.lower().replace(' ', '-')}"


def programme() -> Programme:
    return load_all()[CODE]


@cache
def areas() -> tuple[Area, ...]:
    """Every area, in the programme's order."""
    known = programme()
    ids = {each.name: str(each.id) for each in known.providers}
    delivers = {each.lot: each.provider for each in known.deliveries if each.provider is not None}
    return tuple(
        Area(
            lot.code,
            delivers[lot.code],
            ids[delivers[lot.code]],
            *_PREFIXES[lot.code],
            tuple(each.code for each in known.authorities if each.lot == lot.code),
        )
        for lot in known.lots
    )
