"""Who somebody is can be corrected, and what follows from it is worked out again."""

from uuid import UUID

from shared.contracts.participant import TOPIC
from tests.conftest import Running
from tests.services.bus import Bus
from tests.services.participants.conftest import Posting, Shown, a_registration, an_event
from tests.services.participants.mending import a_person_correction, restated


async def test_a_date_of_birth_decides_strand_and_operation_anew(
    post: Posting, participants: Running, shown: Shown
) -> None:
    [first] = await post(a_registration("M13"))
    [result] = await post(a_person_correction("M13", date_of_birth="1999-05-01"))
    assert result["status"] == "accepted", result
    seen = await shown(first)
    assert (seen["person"]["date_of_birth"], seen["enrolments"][0]["strand"]) == ("1999-05-01", "16-24")
    fact = await restated(participants, first, 2)
    assert (fact["cause"], fact["history"][0]["data"]["strand"]) == ("person-corrected", "16-24")


async def test_a_date_of_birth_that_the_programme_does_not_take_is_refused(post: Posting) -> None:
    _, result = await post(a_registration("M14"), a_person_correction("M14", date_of_birth="2010-05-01"))
    problem = result["problem"]
    assert (problem["code"], problem["because"]) == ("amends-into-conflict", "outside-age-range")
    assert problem["errors"][0]["pointer"] == "/data/person/date_of_birth"


async def test_a_name_is_corrected_and_nobody_else_hears_of_it(
    post: Posting, participants: Running, shown: Shown
) -> None:
    first, _, _ = await post(
        a_registration("M15"),
        a_person_correction("M15", family_name="Right"),
        an_event("suspended", "M15", {}),
    )
    assert (await shown(first))["person"]["family_name"] == "Right"
    facts = await Bus(participants).announced(TOPIC, UUID(first["enrolment"]), 2)
    assert [each["type"].split(".")[3] for each in facts] == ["registered", "suspended"]


async def test_the_flag_of_a_number_that_two_people_had_goes_from_both_ways(
    post: Posting, participants: Running
) -> None:
    number = "QQ123456C"
    person = {"given_name": "A", "family_name": "B", "date_of_birth": "1985-05-01"}
    one = a_registration("M16", person={**person, "national_insurance_number": number})
    two = a_registration("M17", person={**person, "national_insurance_number": number})
    await post(one)
    [second] = await post(two)
    await post(a_person_correction("M16", national_insurance_number="QQ654321C"))
    fact = await restated(participants, second, 2)
    assert fact["history"][0]["data"]["flags"] == []
    await post(a_person_correction("M16", national_insurance_number=number))
    fact = await restated(participants, second, 3)
    assert fact["history"][0]["data"]["flags"] == ["same-ni-number"]
