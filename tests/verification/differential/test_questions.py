"""Every question is one that the graph takes, and all that is meant to occur in questions does."""

import re
from random import Random

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.federation.supergraph.join_directives import read
from gateway.settings import GatewaySettings
from tests.verification.differential.questions import Questions
from tests.verification.differential.values import Values

ABSTRACT = """
    type Query { things(first: Int! = 50, after: String): [Thing] any: Either thing(id: ID!): Thing }
    interface Thing { id: ID! name: String near: Thing }
    type Stone implements Thing { id: ID! name: String near: Thing weight: Int! kind(of: Kind): String }
    type Plant implements Thing { id: ID! name: String near: Thing weight: Float kind: Kind! }
    union Either = Stone | Plant
    enum Kind { SMALL LARGE }
"""


@pytest.fixture(scope="module")
def ours() -> GraphQLSchema:
    return read(GatewaySettings.model_fields["supergraph"].default.read_text()).public


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_a_question_is_one_that_our_graph_takes(ours: GraphQLSchema, seed: int) -> None:
    question = Questions(ours, Values()).question(Random(seed))
    assert validate(ours, parse(question.text)) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_a_question_is_one_that_a_graph_with_interfaces_and_unions_takes(seed: int) -> None:
    schema = build_schema(ABSTRACT)
    question = Questions(schema, Values()).question(Random(seed))
    assert validate(schema, parse(question.text)) == []


def test_the_same_seed_makes_the_same_question(ours: GraphQLSchema) -> None:
    questions = Questions(ours, Values())
    assert questions.question(Random(7)) == questions.question(Random(7))


def test_all_that_may_occur_in_a_question_does(ours: GraphQLSchema) -> None:
    questions = Questions(ours, Values())
    texts = [questions.question(Random(seed)).text for seed in range(60)]
    for sign in (r"\.\.\.F\d", r"\.\.\. on ", r"\.\.\. {", r"@skip", r"@include", r"__typename", r"after: "):
        assert any(re.search(sign, text) for text in texts), sign


def test_every_variable_that_is_sent_is_declared(ours: GraphQLSchema) -> None:
    questions = Questions(ours, Values())
    for seed in range(40):
        question = questions.question(Random(seed))
        assert set(question.variables) <= set(re.findall(r"\$(\w+):", question.text))


def test_a_reserved_name_is_never_an_alias(ours: GraphQLSchema) -> None:
    questions = Questions(ours, Values(), reserved={"id", "code", "name"})
    for seed in range(60):
        assert not re.search(r"[ {](id|code|name): \w+[ ({]", questions.question(Random(seed)).text)


def test_fields_that_the_caller_may_not_see_are_asked_for_rarely(ours: GraphQLSchema) -> None:
    questions = Questions(ours, Values(), lambda kind, _field: kind != "Claim")
    texts = [questions.question(Random(seed)).text for seed in range(60)]
    assert 0 < sum("evidence" in text or "countedOn" in text for text in texts) < 12
