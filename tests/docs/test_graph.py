"""The example queries are questions that the graph, as it is composed, can answer."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from shared.contracts.vocabulary import Role
from tests.docs.examples import DOCS, ROOT

EXAMPLES = sorted((DOCS / "graph").glob("*.graphql"))


@pytest.fixture(scope="module")
def graph() -> GraphQLSchema:
    return build_schema((ROOT / "gateway" / "supergraph.graphql").read_text())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.stem)
def test_an_example_is_a_query_of_the_graph(graph: GraphQLSchema, example: Path) -> None:
    assert validate(graph, parse(example.read_text())) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.stem)
def test_an_example_says_whose_it_is_and_stands_on_the_page(example: Path) -> None:
    heading = example.read_text().splitlines()[0]
    assert heading.removeprefix("# Role: ").split(",")[0].rstrip(".") in set(Role)
    assert f"]({example.name})" in (DOCS / "graph" / "README.md").read_text()
