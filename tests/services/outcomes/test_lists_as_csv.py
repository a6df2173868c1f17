"""Claims and findings as CSV: the rows of the same lists, for the same callers, and read like them."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest

from tests.conftest import Running, Tokens
from tests.readings import of_provider
from tests.services.outcomes.conftest import Tell
from tests.services.outcomes.facts import Person


async def the_rows(outcomes: Running, headers: dict[str, str], path: str) -> list[dict[str, str]]:
    answer = await outcomes.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_claims_are_rows_and_each_that_is_shown_is_written_down(
    tell: Tell, outcomes: Running, bearer: Tokens
) -> None:
    person = Person()
    worked = person.achieved("paid_work", date(2018, 1, 2))
    await tell(person.registered(), worked, person.left(date(2018, 2, 2)))
    headers = bearer("lead", person.provider)
    [listed] = (await outcomes.client.get("/v1/claims", headers=headers)).json()["items"]
    before = len(await of_provider(outcomes, person.provider))
    [row] = await the_rows(outcomes, headers, "/v1/claims.csv")
    assert (row["id"], row["category"], row["decision"]) == (listed["id"], listed["category"], "claimed")
    assert row["counted_on"] == listed["counted_on"]
    assert set(row) == set(listed)
    assert len(await of_provider(outcomes, person.provider)) == before + 1


async def test_each_finding_is_a_row(tell: Tell, outcomes: Running, bearer: Tokens) -> None:
    person = Person()
    await tell(person.registered(), person.left(date(2010, 2, 2)))
    headers = bearer("lead", person.provider)
    [listed] = (await outcomes.client.get("/v1/data-quality", headers=headers)).json()["items"]
    rows = await the_rows(outcomes, headers, "/v1/data-quality.csv")
    assert [(row["enrolment"], row["rule"], row["severity"]) for row in rows] == [
        (listed["enrolment"], each["rule"], each["severity"]) for each in listed["findings"]
    ]
    assert rows[0]["who_can"] == "|".join(listed["findings"][0]["who_can"])


@pytest.mark.parametrize("path", ["/v1/claims", "/v1/data-quality"])
async def test_who_may_not_read_a_list_may_not_read_it_as_csv(
    outcomes: Running, bearer: Tokens, path: str
) -> None:
    headers = bearer("referrer", uuid4())
    assert (await outcomes.client.get(f"{path}.csv", headers=headers)).status_code == 403
