"""Normalises the numbers of Companies House, so that one company has one number however it is written (field
case 19)."""

import re
from typing import Final

from services.employers.domain.refusals import CompanyNumberMalformed

_PREFIXES: Final = (
    "AC|BR|CE|CS|EN|ES|FC|FE|GE|GN|GS|IC|LP|NA|NC|NF|NI|NL|NO|NV|NZ|OC|OE|PC|RC|SA|SC|SE|SF|SG|SI|SL|SO|SR"
    "|SZ|ZC"
)
"""Letters before six digits: where a company is registered, and what kind of company it is."""
_FORM: Final = re.compile(
    rf"\d{{8}}|R\d{{7}}|(?:{_PREFIXES})\d{{6}}|(?:IP|NP|RS|SP)[A-Z\d]{{6}}|SL\d{{5}}[\dA]"
)
"""Eight characters: a company of England and Wales has digits alone, an old one of Northern Ireland begins
with R, and a society (IP, NP, RS, SP) may end in letters."""
_SHORT: Final = re.compile(r"([A-Z]{0,2})(\d+)")
_LENGTH: Final = 8
_IGNORED: Final = re.compile(r"[\s\-./\u200b-\u200f\u2060\ufeff]")


def normalised(number: str) -> str:
    """Write a number as Companies House does: eight capitals and digits, with the zeros that people leave out
    ("sc 12345" is SC012345). Raises CompanyNumberMalformed."""
    written = _IGNORED.sub("", number).upper()
    if short := _SHORT.fullmatch(written):
        prefix, digits = short.groups()
        written = prefix + digits.zfill(_LENGTH - len(prefix))
    if not _FORM.fullmatch(written):
        raise CompanyNumberMalformed(pointer="/company_number")
    return written
