"""Field types of codes that the programmes give: their lots and strands."""

from typing import Final

from shared.programmes import load_all
from shared.web.field_types import one_of

_PROGRAMMES: Final = load_all().values()

LotCode = one_of(lot.code for programme in _PROGRAMMES for lot in programme.lots)
StrandCode = one_of(strand.code for programme in _PROGRAMMES for strand in programme.strands)
