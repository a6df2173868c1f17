"""The example queries are questions that the graph, as it is composed, can answer."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from gateway.federation.engine import Engine, OperationRequest
from gateway.federation.supergraph.join_directives import read
from gateway.federation.transport.http import HttpTransport
from shared.contracts.vocabulary import Role
from shared.web.pagination import PAGE_SIZE
from tests.docs.examples import DOCS, ROOT

EXAMPLES = sorted((DOCS / "graph").glob("*.graphql"))


@pytest.fixture(scope="module")
def graph() -> GraphQLSchema:
    return build_schema((ROOT / "gateway" / "supergraph.graphql").read_text())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.stem)
def test_an_example_is_a_query_of_the_graph(graph: GraphQLSchema, example: Path) -> None:
    assert validate(graph, parse(example.read_text())) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.stem)
def test_an_example_is_within_the_limits_with_a_page_as_long_as_they_are_by_default(example: Path) -> None:
    engine = Engine(read((ROOT / "gateway" / "supergraph.graphql").read_text()), HttpTransport({}))
    text = example.read_text()
    asked = OperationRequest(text, None, {"first": PAGE_SIZE} if "$first" in text else {})
    assert engine.plan(asked, may_introspect=False).stages


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.stem)
def test_an_example_says_whose_it_is_and_stands_on_the_page(example: Path) -> None:
    heading = example.read_text().splitlines()[0]
    assert heading.removeprefix("# Role: ").split(",")[0].rstrip(".") in set(Role)
    assert f"]({example.name})" in (DOCS / "graph" / "README.md").read_text()
