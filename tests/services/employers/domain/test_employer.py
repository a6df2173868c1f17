"""What the bank knows of an employer."""

from datetime import timedelta

import pytest

from services.employers.domain.dates import not_in_future
from services.employers.domain.employer import Sector
from services.employers.domain.refusals import FutureDate, UnknownSector
from tests.services.employers.domain.builders import FRIDAY, MONDAY, TUESDAY, an_employer


def test_a_sector_keeps_the_version_of_the_classification() -> None:
    assert Sector.of("G", "SIC 2007") == Sector("G", "SIC 2007")


@pytest.mark.parametrize(("section", "scheme"), [("V", "SIC 2007"), ("G", "SIC 1980"), ("", "SIC 2007")])
def test_a_section_that_the_classification_does_not_have_is_refused(section: str, scheme: str) -> None:
    with pytest.raises(UnknownSector):
        Sector.of(section, scheme)


def test_the_last_contact_is_the_latest_whenever_we_are_told() -> None:
    employer = an_employer().contacted(TUESDAY)
    assert employer.last_contacted_on == TUESDAY
    assert employer.contacted(MONDAY).last_contacted_on == TUESDAY
    assert employer.contacted(FRIDAY).last_contacted_on == FRIDAY


def test_what_we_record_has_happened() -> None:
    assert not_in_future(FRIDAY, FRIDAY, field="started_on") == FRIDAY
    with pytest.raises(FutureDate) as refused:
        not_in_future(FRIDAY + timedelta(days=1), FRIDAY, field="started_on")
    assert refused.value.pointer == "/started_on"
