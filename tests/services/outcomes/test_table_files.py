"""Published tables for people who work with tables: tidy CSV, what columns mean (CSVW), and XLSX."""

import csv
import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.outcomes.figures.labels import known
from services.outcomes.figures.registry import TABLES
from shared.web.spreadsheets import read_sheet
from tests.conftest import Running, Tokens
from tests.services.outcomes.conftest import Tell
from tests.services.outcomes.facts import Person

ASKED = {"programme": "oows", "as-of": "2019-01-31"}


async def a_file(outcomes: Running, headers: dict[str, str], name: str, language: str = "en") -> Any:
    answer = await outcomes.client.get(
        f"/v1/aggregates/{name}", params=ASKED, headers={**headers, "Accept-Language": language}
    )
    assert answer.status_code == 200, answer.text
    return answer


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", TABLES)
async def test_a_tidy_table_has_every_printed_number_once_with_code_label_and_unit(
    name: str, tell: Tell, outcomes: Running, bearer: Tokens
) -> None:
    person = Person()
    await tell(person.registered(), person.left(date(2018, 2, 2)))
    headers = bearer("lead", person.provider)
    printed = rows((await a_file(outcomes, headers, f"{name}.csv")).text)
    english = rows((await a_file(outcomes, headers, f"{name}.tidy.csv")).text)
    welsh = rows((await a_file(outcomes, headers, f"{name}.tidy.csv", "cy")).text)
    values = [value for row in printed for value in row.values()]
    numbers = [value for value in values if value == "" or value.removeprefix("-").isdigit()]
    assert [row["value"] for row in english] == numbers
    codes = [each for each in english[0] if f"{each}_label" in english[0]]
    keys = [tuple(row[each] for each in ("period", *codes)) for row in english]
    assert len(set(keys)) == len(keys), "an observation is there once"
    for one, other in zip(english, welsh, strict=True):
        assert [one[each] for each in codes] == [other[each] for each in codes]
        assert all(one[f"{each}_label"] and other[f"{each}_label"] for each in codes if one[each])
        assert bool(one["note"]) is (one["value"] == "")


async def test_a_share_has_its_numerator_and_denominator_and_a_missing_one_its_reason(
    tell: Tell, outcomes: Running, bearer: Tokens
) -> None:
    provider = uuid4()
    people = [Person(provider) for _ in range(3)]
    await tell(*(each.registered() for each in people), people[0].left(date(2018, 2, 2)))
    headers = bearer("lead", provider)
    found = rows((await a_file(outcomes, headers, "status-and-duration.tidy.csv", "cy")).text)
    [live] = [each for each in found if (each["lot"], each["figure"]) == ("Powys", "live_pct")]
    assert live == {
        "period": "2019-01-31",
        "lot": "Powys",
        "lot_label": "Powys",
        "figure": "live_pct",
        "figure_label": "Yn dal i gymryd rhan",
        "unit": "per-cent",
        "unit_label": "y cant",
        "value": "67",
        "note": "",
        "note_label": "",
        "numerator": "2",
        "denominator": "3",
    }
    [nobody] = [each for each in found if (each["lot"], each["figure"]) == ("Gwent", "live_pct")]
    assert (nobody["value"], nobody["note"], nobody["numerator"]) == ("", "no-denominator", "")
    assert next(each["lot_label"] for each in found if each["lot"] == "all") == "Pob un"


async def test_programmes_name_their_outcomes_and_characteristics_by_code_in_tidy_tables(
    outcomes: Running, bearer: Tokens
) -> None:
    headers = bearer("wg")
    outcomes_found = rows((await a_file(outcomes, headers, "outcomes-by-lot.tidy.csv")).text)
    assert {each["outcome"] for each in outcomes_found} >= {"job-search", "employment"}
    assert {each["figure"] for each in outcomes_found} == {"claims"}
    lines = rows((await a_file(outcomes, headers, "characteristics.tidy.csv", "cy")).text)
    assert {(each["characteristic"], each["characteristic_value"]) for each in lines} >= {
        ("qualification", "cqfw_1|cqfw_2|cqfw_3"), ("gender", "female"),
    }  # fmt: skip
    assert "Rhywedd" in {each["characteristic_label"] for each in lines}


@pytest.mark.parametrize("name", TABLES)
async def test_csvw_describes_every_column_of_both_files(
    name: str, outcomes: Running, bearer: Tokens
) -> None:
    headers = bearer("wg")
    answer = await a_file(outcomes, headers, f"{name}.csv-metadata.json", "cy")
    assert answer.headers["content-type"] == "application/csvm+json"
    described = answer.json()
    assert described["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "cy"}]
    for table in described["tables"]:
        file = await outcomes.client.get(f"/v1/aggregates/{table['url']}", headers=headers)
        assert file.status_code == 200, file.text
        titles = [each["titles"] for each in table["tableSchema"]["columns"]]
        assert titles == next(csv.reader(io.StringIO(file.text)))
        assert all(each["dc:title"] for each in table["tableSchema"]["columns"])
        link = f'<{answer.request.url.path}?programme=oows&as-of=2019-01-31>; rel="describedby"'
        assert file.headers["link"].startswith(link)


async def test_a_workbook_has_the_table_as_text_and_numbers_and_no_formula(
    outcomes: Running, bearer: Tokens
) -> None:
    headers = bearer("wg")
    printed = rows((await a_file(outcomes, headers, "participation-by-lot.csv")).text)
    book = await a_file(outcomes, headers, "participation-by-lot.xlsx")
    assert book.headers["content-disposition"] == 'attachment; filename="participation-by-lot.xlsx"'
    sheet = [cells for _, cells in await read_sheet(book.content, most_rows=100)]
    assert sheet == [list(printed[0]), *(list(row.values()) for row in printed)]


def test_every_label_is_in_both_languages() -> None:
    assert {
        (section, code)
        for section, codes in known().items()
        for code, label in codes.items()
        if not (label.get("en") and label.get("cy"))
    } == set()
