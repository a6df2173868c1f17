"""What is private in Strawberry was read in one version of it: with another, read it again."""

from importlib.metadata import version
from typing import Any

import strawberry
from graphql import GraphQLSchema

from shared.graphql.library_internals import STRAWBERRY, field_nodes, graphql_schema


def test_the_installed_strawberry_is_the_one_whose_private_parts_were_read() -> None:
    assert version("strawberry-graphql") == STRAWBERRY


def test_the_schema_and_the_nodes_of_a_field_are_those_of_the_graphql_library() -> None:
    seen: list[str] = []

    @strawberry.type
    class Query:
        @strawberry.field
        def one(self, info: strawberry.Info[Any, Any]) -> int:
            seen.extend(node.name.value for node in field_nodes(info))
            return 1

    schema = strawberry.Schema(Query)
    assert isinstance(graphql_schema(schema), GraphQLSchema)
    assert schema.execute_sync("{ one }").data == {"one": 1}
    assert seen == ["one"]
