"""Names the organisations that take part: seven providers, and those that refer to them."""

from dataclasses import dataclass
from functools import cache
from uuid import uuid5

from deploy.demo.event_log import NAMESPACE
from deploy.demo.oows import Lot
from deploy.demo.person import Body

PROVIDERS = {
    # One provider's system per lot. Five lots are Cyfle Cymru's, a partnership that shared them out among its
    # members in more ways than the report tells (handbook 1); Platfform's two went to it and NewLink Wales.
    Lot.NORTH_WALES: "CAIS",
    Lot.GWENT: "Kaleidoscope",
    Lot.DYFED: "Barod",
    Lot.WESTERN_BAY: "WCADA",
    Lot.CWM_TAF: "Platfform",
    Lot.POWYS: "Hafal",
    Lot.CARDIFF_AND_VALE: "NewLink Wales",
}

_TOWNS = {
    Lot.NORTH_WALES: ("Rhyl", "Bangor", "Wrexham"),
    Lot.GWENT: ("Newport", "Blackwood"),
    Lot.DYFED: ("Llanelli", "Aberystwyth"),
    Lot.WESTERN_BAY: ("Swansea", "Neath", "Bridgend"),
    Lot.CWM_TAF: ("Pontypridd", "Merthyr Tydfil"),
    Lot.POWYS: ("Newtown",),
    Lot.CARDIFF_AND_VALE: ("Cardiff", "Barry"),
}

_KINDS = {
    # [3.10]-[3.15]: the Jobcentre everywhere, probation and the specialist teams next, prisons only lately.
    "jobcentre_plus": ("Jobcentre Plus {town}", tuple(Lot)),
    "probation": ("Probation {town}", (Lot.NORTH_WALES, Lot.CARDIFF_AND_VALE, Lot.CWM_TAF)),
    "drug_and_alcohol_team": ("Community Drug and Alcohol Team {town}", tuple(Lot)),
    "mental_health_team": ("Community Mental Health Team {town}", tuple(Lot)),
    "gp_or_health": ("{town} Surgery", (Lot.NORTH_WALES, Lot.DYFED, Lot.WESTERN_BAY)),
    "third_sector": ("{town} Recovery Centre", (Lot.NORTH_WALES, Lot.GWENT, Lot.WESTERN_BAY)),
    "housing": ("{town} Housing Options", (Lot.WESTERN_BAY, Lot.CARDIFF_AND_VALE)),
    "school_or_college": ("{town} College", (Lot.CWM_TAF, Lot.GWENT)),
    "careers_wales": ("Careers Wales {town}", (Lot.NORTH_WALES, Lot.CWM_TAF)),
    "prison": ("{town} Prison Resettlement", (Lot.CARDIFF_AND_VALE,)),
}


@dataclass(frozen=True, slots=True)
class Partner:
    name: str
    kind: str
    source: str | None
    lot: Lot

    @property
    def id(self) -> str:
        return str(uuid5(NAMESPACE, self.name))

    @property
    def body(self) -> Body:
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "source": self.source,
            "lots": [str(self.lot)],
        }


def provider(lot: Lot) -> Partner:
    return Partner(PROVIDERS[lot], "provider", None, lot)


@cache
def referrers(lot: Lot) -> tuple[Partner, ...]:
    """The Jobcentre in every town, the others in the lot's first."""
    return tuple(
        Partner(name.format(town=town), "referrer", source, lot)
        for source, (name, lots) in _KINDS.items()
        if lot in lots
        for town in (_TOWNS[lot] if source == "jobcentre_plus" else _TOWNS[lot][:1])
    )
