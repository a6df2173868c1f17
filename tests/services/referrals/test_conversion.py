"""What became of the people whom a partner sent, month by month: for itself to know (handbook 4)."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Running, Tokens
from tests.partners import put_partner
from tests.services.referrals.conftest import Partners, a_referral_body


@pytest.fixture
async def referrer(referrals: Running, bearer: Tokens) -> dict[str, Any]:
    """A partner that nobody else refers as, with headers to ask by."""
    partner = uuid4()
    entry = {"name": "Probation Wrexham", "kind": "referrer", "source": "probation"}
    await put_partner(referrals.client, bearer, partner, entry)
    return {"path": f"/v1/partners/{partner}/conversion", "headers": bearer("referrer", partner)}


async def send(referrals: Running, referrer: dict[str, Any], made_on: str) -> str:
    answer = await referrals.client.post(
        "/v1/referrals", json=a_referral_body(made_on=made_on), headers=referrer["headers"]
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def ask(referrals: Running, referrer: dict[str, Any], as_of: str) -> httpx.Response:
    parameters = {"programme": "oows", "as-of": as_of}
    return await referrals.client.get(referrer["path"], params=parameters, headers=referrer["headers"])


async def test_a_month_in_which_nobody_was_sent_is_a_month_too(
    referrals: Running, bearer: Tokens, partners: Partners, referrer: dict[str, Any]
) -> None:
    first = await send(referrals, referrer, "2018-01-08")
    await send(referrals, referrer, "2018-01-29")
    await send(referrals, referrer, "2018-03-05")
    accepted = await referrals.client.post(
        f"/v1/referrals/{first}/accept",
        json={"decided_on": "2018-01-12"},
        headers={**bearer("lead", partners.provider), "If-Match": '"1"'},
    )
    assert accepted.status_code == 200, accepted.text
    told = (await ask(referrals, referrer, "2018-03-10")).json()
    assert [
        (month["month"], month["received"], month["accepted"], month["overdue"], month["median_working_days"])
        for month in told["months"]
    ] == [("2018-01", 2, 1, 1, 4.0), ("2018-02", 0, 0, 0, None), ("2018-03", 1, 0, 0, None)]
    before = (await ask(referrals, referrer, "2018-01-10")).json()["months"]
    assert [(month["received"], month["waiting"]) for month in before] == [(1, 1)]


async def test_who_sent_nobody_has_no_months(referrals: Running, referrer: dict[str, Any]) -> None:
    assert (await ask(referrals, referrer, "2018-03-10")).json()["months"] == []


async def test_another_partner_is_not_told(
    referrals: Running, bearer: Tokens, partners: Partners, referrer: dict[str, Any]
) -> None:
    stranger = await referrals.client.get(referrer["path"], headers=bearer("referrer", partners.referrer))
    nowhere = await referrals.client.get(f"/v1/partners/{uuid4()}/conversion", headers=bearer("wg"))
    assert (stranger.status_code, nowhere.status_code) == (404, 404)


async def test_a_date_that_is_not_over_is_refused(referrals: Running, referrer: dict[str, Any]) -> None:
    assert (await ask(referrals, referrer, "2199-01-01")).json()["code"] == "as-of-in-future"
