"""A form that is silent about a characteristic or does not know it wipes nothing of what was said before."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.participant import ParticipantAssessed, ParticipantCorrected
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import ANSWERED, Person
from tests.services.outcomes.test_claiming import the_claims

LEFT = date(2017, 8, 31)
ASSESSED = date(2017, 3, 10)


def a_silent_form(person: Person, form: str) -> ParticipantAssessed:
    """A form as the door announces it where neither it nor an earlier one tells a characteristic."""
    return person.fact(ParticipantAssessed, ASSESSED, form=form, assessed_on=ASSESSED)


async def open_characteristics(ask: Ask, person: Person) -> set[str]:
    """The characteristics that are to be mended."""
    page = await ask(
        person.provider, "data-quality", rule="missing-characteristic", **{"as-of": "2017-03-31"}
    )
    found: set[str] = {
        name for record in page["items"] for each in record["findings"] for name in each["about"]
    }
    return found


@pytest.mark.parametrize("form", ["wheel", "P2", "P2.1", "P2.2"])
async def test_who_was_inactive_at_registration_can_claim_job_search_after_a_silent_form(
    tell: Tell, ask: Ask, form: str
) -> None:
    person = Person()
    await tell(person.registered(), a_silent_form(person, form))
    assert "labour_market" not in await open_characteristics(ask, person)
    await tell(person.achieved("job_search", LEFT), person.left(LEFT))
    assert (await the_claims(ask, person))["job-search"]["decision"] == "claimed"


async def test_a_wheel_leaves_the_characteristics_of_form_p2_1(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(person.registered(), person.assessed(), a_silent_form(person, "wheel"))
    assert await open_characteristics(ask, person) == set()


async def test_a_correction_changes_what_it_names_and_nothing_else(tell: Tell, ask: Ask) -> None:
    person = Person()
    corrected: dict[str, Any] = {"corrected": ["gender"], "gender": "not_known"}
    await tell(person.registered(), person.assessed())
    await tell(person.fact(ParticipantCorrected, ASSESSED, **corrected))
    assert await open_characteristics(ask, person) == {"gender"}
    answers = {**ANSWERED, "gender": "male"}
    await tell(person.fact(ParticipantCorrected, ASSESSED, corrected=["gender"], **answers))
    assert await open_characteristics(ask, person) == set()
