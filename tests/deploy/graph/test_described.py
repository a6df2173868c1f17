"""Everything in the graph is described, and no description is left over."""

from graphql import GraphQLSchema, build_schema

from deploy.graph.described import idle, undescribed
from deploy.graph.supergraph import FILE
from gateway.federation.supergraph.join_directives import read

SCHEMA = '''
"""What can be asked."""
type Query {
  """One."""
  one(first: Int): Day
  two: Int
}
"""A day."""
scalar Day
'''


def composed() -> GraphQLSchema:
    return read(FILE.read_text()).public


def test_every_type_field_and_argument_of_the_graph_is_described() -> None:
    assert list(undescribed(composed())) == []


def test_every_description_in_the_list_describes_something() -> None:
    assert list(idle(composed())) == []


def test_what_lacks_a_description_or_a_specification_is_named() -> None:
    found = [each.split(" is not")[0] for each in undescribed(build_schema(SCHEMA))]
    assert found == ["Query.one(first)", "Query.two", "The scalar Day does not say by what it is specified."]


def test_a_description_of_nothing_is_named() -> None:
    assert any("of after in [arguments]" in each for each in idle(build_schema(SCHEMA)))
