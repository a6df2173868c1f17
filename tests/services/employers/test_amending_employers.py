"""An employer's entry is changed by a merge patch, and its history keeps what it said before."""

from typing import Any
from uuid import UUID

from tests.services.employers.conftest import Staff


async def history(staff: Staff, employer: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await staff.get(f"/v1/employers/{employer['id']}/history"))["items"]
    return items


async def test_what_is_told_takes_the_place_of_what_stood_and_the_rest_stays(
    staff: Staff, others: Staff, neighbour: UUID
) -> None:
    made = await staff.employer(support_offered="A buddy")
    told = {
        "name": "Archfarchnad y Gogledd Cyf",
        "kind": "social_enterprise",
        "disclosure_policy": None,
        "sites": [{"name": "Bangor", "postcode": "LL57 1AA"}],
        "willing_substance_misuse": None,
    }
    amended = await others.patch(f"/v1/employers/{made['id']}", told, seen=1)
    assert amended == {**made, **told, "willing_substance_misuse": "not_known", "version": 2}
    [change] = await history(staff, made)
    assert (change["version"], change["organisation"]) == (2, str(neighbour))
    assert {each["field"]: (each["before"], each["after"]) for each in change["changes"]} == {
        "name": ("Archfarchnad y Gogledd", "Archfarchnad y Gogledd Cyf"),
        "kind": ("employer", "social_enterprise"),
        "disclosure_policy": ("Asks about nothing but what the work needs", None),
        "sites": ([{"name": "Y Rhyl", "postcode": "LL18 1AA"}], told["sites"]),
        "willing_substance_misuse": ("yes", "not_known"),
    }


async def test_a_sector_is_changed_with_the_scheme_it_is_of(staff: Staff) -> None:
    path = f"/v1/employers/{(await staff.employer())['id']}"
    assert (await staff.patch(path, {"sector": "V"}, seen=1, expects=422))["code"] == "unknown-sector"
    amended = await staff.patch(path, {"sector": "I"}, seen=1)
    assert amended["sector"] == {"section": "I", "scheme": "SIC 2007"}


async def test_whoever_has_not_seen_the_last_version_changes_nothing(staff: Staff, others: Staff) -> None:
    path = f"/v1/employers/{(await staff.employer())['id']}"
    await staff.patch(path, {"name": "One"}, seen=1)
    assert (await others.patch(path, {"name": "Two"}, seen=1, expects=412))["code"] == "precondition-failed"
    assert (await others.patch(path, {"name": "Two"}, expects=428))["code"] == "precondition-required"
    assert (await staff.get(path))["name"] == "One"


async def test_what_is_told_as_it_stands_changes_nothing(staff: Staff) -> None:
    made = await staff.employer(company_number="OC301540")
    same = {"name": made["name"], "company_number": "oc 301540", "lots": made["lots"]}
    assert (await staff.patch(f"/v1/employers/{made['id']}", same, seen=1))["version"] == 1
    assert await history(staff, made) == []


async def test_an_entry_takes_no_number_that_another_employer_has(staff: Staff) -> None:
    await staff.employer(company_number="RC000123")
    path = f"/v1/employers/{(await staff.employer())['id']}"
    refused = await staff.patch(path, {"company_number": "RC123"}, seen=1, expects=409)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("already-banked", "/company_number")


async def test_each_provider_changes_its_own_contacts_and_no_name_is_in_the_history(
    staff: Staff, others: Staff
) -> None:
    made = await staff.employer()
    path = f"/v1/employers/{made['id']}"
    await others.patch(path, {"contacts": [{"name": "Gwenllian Canary"}]}, seen=1)
    assert [each["name"] for each in (await others.get(path))["contacts"]] == ["Gwenllian Canary"]
    assert [each["name"] for each in (await staff.get(path))["contacts"]] == ["Blodwen Canary"]
    [change] = await history(staff, made)
    assert change["changes"] == [{"field": "contacts", "before": None, "after": None}]


async def test_a_patch_that_cannot_be_is_refused_with_its_field(staff: Staff) -> None:
    path = f"/v1/employers/{(await staff.employer())['id']}"
    for told, pointer in (
        ({"name": None}, "/name"),
        ({"lots": []}, "/lots"),
        ({"aware_since": "2199-01-01"}, "/aware_since"),
        ({"company_number": "12-34-567-89"}, "/company_number"),
        ({"owner": "Somebody"}, ""),
    ):
        refused = await staff.patch(path, told, seen=1, expects=422)
        assert refused["errors"][0]["pointer"] == pointer
    assert (await staff.get(path))["version"] == 1


async def test_who_may_not_bank_changes_nothing(staff: Staff, government: Staff) -> None:
    path = f"/v1/employers/{(await staff.employer())['id']}"
    await government.patch(path, {"name": "Other"}, seen=1, expects=403)
    assert (await government.get(f"{path}/history"))["items"] == []
