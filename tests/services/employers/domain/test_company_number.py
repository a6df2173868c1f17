"""Every form in which Companies House gives numbers, and in which people write them (field case 19)."""

import pytest

from services.employers.domain.company_number import normalised
from services.employers.domain.refusals import CompanyNumberMalformed


@pytest.mark.parametrize(
    "number",
    [
        "01234567", "SC123456", "NI012345", "R0000123", "OC301540", "SO301234", "NC001234", "LP005678",
        "SL00911A", "SL012345", "NL000123", "RC000123", "SR000012", "IP29530R", "IP000CUS", "SP1234RS",
        "NP000123", "RS007890", "CE012345", "CS001234", "FC012345", "GE000123", "OE012345", "SE000012",
    ],
)  # fmt: skip
def test_a_number_in_its_own_form_stays(number: str) -> None:
    assert normalised(number) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1234567", "01234567"),
        ("ip29530r", "IP29530R"),
        (" SC 12345 ", "SC012345"),
        ("R123", "R0000123"),
        ("NI-12345", "NI012345"),
        ("\u200b0123\u00a04567\ufeff", "01234567"),
    ],
)
def test_however_it_is_written_it_is_one_number(written: str, number: str) -> None:
    assert normalised(written) == number


@pytest.mark.parametrize("number", ["", "123456789", "QQ123456", "SC12345A", "SL0091AA", "IP29530RR", "ABC"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(CompanyNumberMalformed) as refused:
        normalised(number)
    assert refused.value.pointer == "/company_number"
