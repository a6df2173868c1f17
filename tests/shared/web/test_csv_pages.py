"""A page of a list as CSV has a column for each field, and the address of the next page in a header."""

import csv
import io
from datetime import date
from enum import StrEnum

from fastapi import Request
from pydantic import BaseModel

from shared.web.csv_pages import csv_page, csv_page_of_parts
from shared.web.pagination import Page


class Kind(StrEnum):
    ONE = "one"


class Ending(BaseModel):
    on: date
    why: str


class Part(BaseModel):
    rule: str
    about: list[str]


class Item(BaseModel):
    id: int
    kind: Kind
    is_open: bool
    ending: Ending | None
    tags: tuple[str, ...]
    named: dict[str, str]
    parts: list[Part]


FULL = Item(
    id=1,
    kind=Kind.ONE,
    is_open=True,
    ending=Ending(on=date(2019, 1, 31), why="=1+1"),
    tags=("a", "b"),
    named={"gender": "female"},
    parts=[Part(rule="r1", about=["x"]), Part(rule="r2", about=[])],
)
BARE = Item(id=2, kind=Kind.ONE, is_open=False, ending=None, tags=(), named={}, parts=[])


def asked(query: str = "") -> Request:
    scope = {"type": "http", "path": "/v1/items.csv", "query_string": query.encode(), "headers": []}
    return Request(scope)


def test_each_field_is_a_column_and_what_is_inside_one_model_too() -> None:
    answer = csv_page(asked(), Page(items=[FULL, BARE]), Item)
    full, bare = csv.DictReader(io.StringIO(bytes(answer.body).decode()))
    assert full == {
        "id": "1", "kind": "one", "is_open": "true", "ending_on": "2019-01-31", "ending_why": "'=1+1",
        "tags": "a|b", "named": '{"gender":"female"}',
        "parts": '[{"rule":"r1","about":["x"]},{"rule":"r2","about":[]}]',
    }  # fmt: skip
    assert (bare["ending_on"], bare["tags"], bare["is_open"]) == ("", "", "false")


def test_a_page_of_nothing_has_the_names_of_its_columns() -> None:
    answer = csv_page(asked(), Page(items=[]), Item)
    assert answer.body == b"id,kind,is_open,ending_on,ending_why,tags,named,parts\r\n"


def test_each_part_is_a_row_that_says_whose_it_is() -> None:
    answer = csv_page_of_parts(asked(), Page(items=[FULL, BARE]), Item, "parts")
    rows = list(csv.DictReader(io.StringIO(bytes(answer.body).decode())))
    assert [(row["id"], row["rule"], row["about"]) for row in rows] == [("1", "r1", "x"), ("1", "r2", "")]


def test_the_next_page_is_asked_as_this_one_was() -> None:
    answer = csv_page(asked("kind=one&after=old&limit=1"), Page(items=[FULL], next="new"), Item)
    assert answer.headers["link"] == '</v1/items.csv?kind=one&limit=1&after=new>; rel="next"'
    assert "link" not in csv_page(asked("after=old"), Page(items=[FULL]), Item).headers
