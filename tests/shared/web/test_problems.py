"""A problem says what is wrong and where, in the caller's language, and nothing of what the caller sent."""

import json
from typing import Annotated, Any, Literal

import asyncpg
import httpx
import pytest
from fastapi import FastAPI, Header
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from shared.refusal import NotFound, Refusal, Unavailable
from shared.web import problems
from shared.web.field_types import (
    CalendarDate,
    FreeText,
    Hours,
    Reference,
    SingleLine,
    StrictBool,
    StrictModel,
    Timestamp,
)
from shared.web.json_pointers import pointer
from shared.web.translations import in_language

CANARY = "QQ999999C-Siân-o-Lanelli"
NUMBER = 918_273_645


class Cat(StrictModel):
    kind: Literal["cat"]
    lives: int = Field(ge=1, le=9)


class Dog(StrictModel):
    kind: Literal["dog"]
    name: SingleLine


class Sample(StrictModel):
    line: SingleLine
    note: FreeText | None = None
    reference: Reference | None = None
    day: CalendarDate | None = None
    at: Timestamp | None = None
    flag: StrictBool = False
    hours: Hours | None = None
    answer: Literal["yes", "no"] = "no"
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    many: list[SingleLine] = Field(default_factory=list, max_length=3)
    named: dict[str, int] = Field(default_factory=dict)
    numbers: list[int] = Field(default_factory=list)
    body: "Sample | None" = None


canaries = st.sampled_from(
    [CANARY, f"{CANARY}\0", f"2017-13-45{CANARY}", f"dog {CANARY}", NUMBER, -NUMBER, NUMBER + 0.5]
)
names = st.sampled_from([*Sample.model_fields, "kind", "lives", "name", CANARY, f"a/{CANARY}~", str(NUMBER)])
anything = st.recursive(
    canaries | st.none() | st.booleans() | st.just(float("inf")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=20,
)


def said_of(value: object, language: str = "en") -> dict[str, Any] | None:
    try:
        Sample.model_validate(value)
    except ValidationError as error:
        return problems.of_validation(error.errors(), language, shape=Sample)
    return None


@settings(max_examples=400, deadline=None)
@given(value=anything, language=st.sampled_from(["en", "cy"]))
def test_no_value_and_no_name_that_was_sent_is_in_a_validation_problem(value: object, language: str) -> None:
    said = said_of(value, language)
    if said is not None:
        text = json.dumps(said, ensure_ascii=False)
        assert "QQ999999C" not in text
        assert "Lanelli" not in text
        assert str(NUMBER) not in text


def follow(document: Any, pointer: str) -> Any:
    """What a JSON pointer points at (RFC 6901, 4)."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


@settings(max_examples=200, deadline=None)
@given(names=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=50), min_size=1, max_size=4))
def test_a_pointer_leads_to_what_it_points_at(names: list[str]) -> None:
    document: Any = "here"
    for name in reversed(names):
        document = {name: document}
    assert follow(document, pointer(names)) == "here"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), ""),
        (("",), "/"),
        (("a/b",), "/a~1b"),
        (("m~n",), "/m~0n"),
        (("~1",), "/~01"),
        (("many", 2), "/many/2"),
    ],
)
def test_pointers_are_those_of_rfc_6901(path: tuple[str | int, ...], expected: str) -> None:
    assert pointer(path) == expected


def test_a_field_nobody_knows_is_told_by_the_object_that_holds_it() -> None:
    said = said_of({"line": "a", "body": {"line": "b", CANARY: 1}})
    assert said is not None
    assert [(each["pointer"], each["code"]) for each in said["errors"]] == [("/body", "extra_forbidden")]


def test_each_field_at_fault_is_pointed_at() -> None:
    said = said_of({"line": 7, "many": ["a", "", "b"], "pet": {"kind": "cat", "lives": 10}, "body": {}})
    assert said is not None
    assert {each["pointer"] for each in said["errors"]} == {
        "/line", "/many/1", "/pet/lives", "/body/line",
    }  # fmt: skip


def test_no_more_than_fifty_faults_are_told() -> None:
    said = said_of({"line": "a", "numbers": ["x"] * 1000})
    assert said is not None
    assert len(said["errors"]) == 50


class Gone(Refusal):
    code = "gone-already"
    title = NotFound.title


@pytest.fixture(scope="module")
def client() -> httpx.AsyncClient:
    app = FastAPI()
    problems.install(app)
    raised: dict[str, Exception] = {
        "refused": Gone(pointer="/day", state="left"),
        "unavailable": Unavailable(),
        "lost": asyncpg.ConnectionDoesNotExistError(CANARY),
        "deadlock": asyncpg.DeadlockDetectedError(CANARY),
        "fault": ValueError(CANARY),
    }

    @app.post("/raise/{what}")
    async def fail(what: str) -> None:
        raise raised[what]

    @app.post("/sample")
    async def take(
        body: Sample, number: int = 0, x_day: Annotated[CalendarDate | None, Header()] = None
    ) -> BaseModel:
        return body

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("refused", 409, "gone-already"),
        ("unavailable", 503, "unavailable"),
        ("lost", 503, "unavailable"),
        ("deadlock", 503, "unavailable"),
        ("fault", 500, "fault"),
    ],
)
async def test_whatever_goes_wrong_is_a_problem_with_its_status_and_code(
    client: httpx.AsyncClient, what: str, status: int, code: str
) -> None:
    answer = await client.post(f"/raise/{what}")
    said = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, said["status"]) == (status, status)
    assert (said["code"], said["type"]) == (code, f"/problems/{code}")
    assert "QQ999999C" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"/{CANARY}", 404, "not-found"),
        ("GET", f"/sample?{CANARY}", 405, "method-not-allowed"),
        ("POST", f"/sample?number={CANARY}", 422, "invalid"),
    ],
)
async def test_an_address_that_leads_nowhere_is_not_repeated(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path, json={"line": "a"} if method == "POST" else None)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "QQ999999C" not in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b'{"line": "a", "hours": ' + b"9" * 5_000 + b"}", 400),
        (b'{"line": "\\ud800"}', 422),
        (b'{"line": "a", "\\ud800": 1}', 422),
        (b'{"line": "a", "named": {"\\ud800": "x"}}', 422),
        (b'{"line": "a\\u0000"}', 422),
        (b'{"line": "a", "hours": NaN}', 422),
        (b"null", 422),
    ],
    ids=range(11),
)
async def test_a_body_however_broken_is_the_callers_fault(
    client: httpx.AsyncClient, body: bytes, status: int
) -> None:
    answer = await client.post("/sample", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_field_that_is_called_body_is_pointed_at_like_any_other(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sample", json={"line": "a", "body": {"line": "a", "body": {}}})
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/body/body/line"]


async def test_a_refusal_is_told_in_the_language_asked_for(client: httpx.AsyncClient) -> None:
    english = await client.post("/raise/refused")
    welsh = await client.post("/raise/refused", headers={"Accept-Language": "cy"})
    assert (english.headers["content-language"], welsh.headers["content-language"]) == ("en", "cy")
    assert english.json()["title"] == NotFound.title != welsh.json()["title"]
    assert english.json()["errors"] == [{"pointer": "/day", "code": "gone-already", "detail": NotFound.title}]
    assert english.json()["state"] == "left"


def test_every_sentence_for_a_field_has_a_welsh_translation() -> None:
    sentences = {*problems.FIELD_ERRORS.values(), problems.OTHER_FIELD_ERROR, problems.INVALID}
    assert [each for each in sentences if in_language(each, "cy") == each] == []
