"""Where a programme's lots lie: unitary authority → lot and ESF area, as it was on a date (handbook 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.participants.domain.refusals import UnknownLocalAuthority


@dataclass(frozen=True, slots=True)
class Residence:
    """An authority's place in the programme's geography, until a day where that changed."""

    lot: str
    esf_area: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Geography:
    """Residences by ONS code, in the order in which they held, the last without an end; and the post code
    areas that reach into each lot, where the programme names them."""

    residences: Mapping[str, tuple[Residence, ...]]
    postcode_areas: Mapping[str, frozenset[str]]

    def residence(self, local_authority: str, on: date) -> Residence:
        """Find where an authority (ONS code) belonged on a date. Raises UnknownLocalAuthority."""
        for each in self.residences.get(local_authority, ()):
            if each.ends_on is None or on <= each.ends_on:
                return each
        raise UnknownLocalAuthority(pointer="/data/local_authority")

    def is_postcode_outside(self, lot: str, postcode: str) -> bool:
        """Tell whether a post code's area (its leading letters) does not reach into the lot."""
        compact = postcode.strip().upper()
        area = compact[: 2 if compact[1:2].isalpha() else 1]
        return area not in self.postcode_areas.get(lot, {area})
