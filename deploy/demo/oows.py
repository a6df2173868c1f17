"""Names the lots, ESF areas and strands of the Out of Work Service, as its folder of data has them: the
demonstration is of that programme, and the product knows none by name."""

from enum import StrEnum


class Lot(StrEnum):
    """The seven contract areas, aligned to health boards (handbook 1)."""

    NORTH_WALES = "North Wales"
    GWENT = "Gwent"
    DYFED = "Dyfed"
    WESTERN_BAY = "Western Bay"
    CWM_TAF = "Cwm Taf"
    POWYS = "Powys"
    CARDIFF_AND_VALE = "Cardiff and Vale"


class EsfArea(StrEnum):
    """The two areas that European Social Fund money is tied to."""

    EAST_WALES = "East Wales"
    WEST_WALES_AND_THE_VALLEYS = "West Wales and the Valleys"


class Strand(StrEnum):
    """Fixed by age at registration (handbook 1)."""

    YOUNG = "16-24"
    ADULT = "25+"
