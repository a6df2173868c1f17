"""A question made smaller, or with its conditions decided, is a question still."""

import pytest
from graphql import build_schema

from tests.verification.differential.questions import Question
from tests.verification.differential.rewriting import Emptied, decided, without
from tests.verification.differential.shrinking import smallest

SCHEMA = build_schema("type Query { a(n: Int): Query b: String c: String }")


def test_a_part_goes_with_what_only_it_used() -> None:
    question = Question("query ($n: Int) { b a(n: $n) { ...F } } fragment F on Query { c }", {"n": 1})
    assert without(question, 1) == Question("query { b }".removeprefix("query "), {})


def test_where_nothing_would_be_left_nothing_is_taken() -> None:
    with pytest.raises(Emptied):
        without(Question("{ a { b } }"), 1)


def test_conditions_are_decided_by_what_is_sent_and_by_defaults() -> None:
    question = Question(
        "query ($x: Boolean!, $y: Boolean! = true)"
        " { b @skip(if: $x) c @include(if: $y) d: b @include(if: $x) }",
        {"x": False},
    )
    assert decided(question) == Question("{ b c }")


def test_a_fragment_under_a_condition_goes_as_a_whole() -> None:
    question = Question("{ b ...F @include(if: false) } fragment F on Query { c }")
    assert decided(question) == Question("{ b }")


async def test_the_smallest_question_that_fails_is_found() -> None:
    question = Question(
        "{ a { b ...F } c x: a(n: 3) { c } } fragment F on Query { c a { c @skip(if: false) } }"
    )

    async def fails(asked: Question) -> bool:
        return "a { b" in asked.text

    assert await smallest(question, SCHEMA, fails) == Question("{ a { b } }")
