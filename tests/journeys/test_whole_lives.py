"""Every list and figure shows something on `make run`: two lots have whole lives, in the proportions of case
files that were kept well (handbook 2, "Contact, appointments, activity")."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from deploy.demo import partners
from deploy.demo.oows import Lot
from services.participants.domain.due.rule import RuleCode
from tests.eventually import eventually
from tests.journeys.test_published_tables import ask
from tests.patience import patient
from tests.platform import Platform

LOTS = (Lot.DYFED, Lot.POWYS)
Row = dict[str, Any]


async def rows(platform: Platform, table: str) -> list[Row]:
    answer: list[Row] = (await ask(platform, table)).json()["rows"]
    return answer


async def listed(platform: Platform, lot: Lot, path: str, **query: str) -> list[Row]:
    """The first page of a list of a lot's provider, of as many as are asked for."""
    provider = UUID(partners.provider(lot).id)
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as client:
        headers = platform.token("lead", provider, lots=(str(lot),))
        answer = await client.get(path, params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[Row] = answer.json()["items"]
    return items


@pytest.mark.parametrize("lot", LOTS)
async def test_support_is_that_of_case_files_that_were_kept_well(demonstration: Platform, lot: Lot) -> None:
    """A mean of 23 contacts and 110 hours; calls in 55% of files, letters in 37%."""

    async def shown() -> tuple[int, int, int, int]:
        told = {row["measure"]: row for row in await rows(demonstration, "support") if row["lot"] == lot}
        means = (told["contacts"]["mean"], told["hours"]["mean"])
        return (*means, told["calls"]["with_any_pct"], told["letters"]["with_any_pct"])

    # the figures that tell when all is counted are those of 2019, and support is not among them
    await eventually(shown, until=(23, 110, 55, 37).__eq__, within=60)


async def test_courses_of_every_kind_are_begun_and_end_in_every_way(demonstration: Platform) -> None:
    for row in await rows(demonstration, "courses"):
        assert 0 not in row.values(), row
        assert row["started"] == sum(
            row[each] for each in ("completed", "failed", "dropped_out", "did_not_attend", "no_result")
        )


@pytest.mark.parametrize("lot", LOTS)
async def test_recovery_is_asked_again_and_use_is_reduced_in_almost_a_quarter(
    demonstration: Platform, lot: Lot
) -> None:
    [row] = [row for row in await rows(demonstration, "recovery") if row["lot"] == lot]
    assert row["increased"] < row["reduced"] < row["same"]
    assert 20 <= row["reduced_pct"] <= 25


@pytest.mark.parametrize("lot", LOTS)
@pytest.mark.parametrize("rule", RuleCode)
async def test_something_is_due_by_every_rule(demonstration: Platform, lot: Lot, rule: RuleCode) -> None:
    due = await listed(demonstration, lot, "/v1/due", limit="200", rule=rule.value)
    assert {each["rule"] for each in due} == {rule.value}


async def test_incomplete_forms_of_every_kind_are_counted(demonstration: Platform) -> None:
    counted = await listed(demonstration, Lot.DYFED, "/v1/incomplete-forms", programme="oows")
    assert {each["form"] for each in counted} >= {"P1", "P2", "P2.1", "P3", "P4-1"}


@pytest.mark.parametrize("lot", LOTS)
async def test_there_are_records_to_mend(demonstration: Platform, lot: Lot) -> None:
    found = await listed(demonstration, lot, "/v1/data-quality", limit="200", rule="no-activity-hours-at-all")
    assert found
    wrong = {rule for each in found for rule in (finding["rule"] for finding in each["findings"])}
    assert "no-activity-hours-at-all" in wrong


async def test_files_show_appointments_payments_and_referrals(demonstration: Platform) -> None:
    """Somebody's first appointment missed, appointments kept, payments, and referrals taken up."""
    seen: set[str] = set()
    people = await listed(demonstration, Lot.POWYS, "/v1/participants", limit="200", status="closed")
    provider = UUID(partners.provider(Lot.POWYS).id)
    async with httpx.AsyncClient(base_url=demonstration.url, timeout=patient(15)) as client:
        for each in people:
            headers = demonstration.token("lead", provider, lots=(str(Lot.POWYS),))
            file = (await client.get(f"/v1/participants/{each['participant_id']}", headers=headers)).json()
            for enrolment in file["enrolments"]:
                seen |= {appointment["status"] for appointment in enrolment["appointments"]}
                seen |= {"first-missed" for made in enrolment["appointments"] if made["is_first_missed"]}
                seen |= {"paid" for _ in enrolment["payments"]}
                seen |= {"taken-up" for told in enrolment["referred_on"] if told["taken_up"]}
                seen |= {"withdrawn" for record in enrolment["records"] if record["withdrawn"]}
    assert seen >= {"kept", "missed_by_participant", "cancelled", "first-missed", "paid", "taken-up"}
