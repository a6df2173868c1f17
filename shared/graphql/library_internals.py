"""Private parts of Strawberry and asyncio that have no public counterpart, in one place.

A test fails when another version of Strawberry is installed than the one they were read in."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import strawberry
from graphql import FieldNode, GraphQLResolveInfo, GraphQLSchema
from strawberry.types.field import StrawberryField

STRAWBERRY: Final = "0.341.2"
"""The version that these were read in."""


def graphql_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema of graphql-core behind one of Strawberry's; in public there is only its text."""
    found: GraphQLSchema = schema._schema
    return found


def resolver_info(info: GraphQLResolveInfo[Any], field: StrawberryField) -> Any:
    """What a resolver is handed. Strawberry makes it on its own way to a resolver, which costs as much again
    as the rest of a field."""
    return strawberry.Info(_raw_info=info, _field=field)


def field_nodes(info: Any) -> Sequence[FieldNode]:
    """The nodes of a field in the document; `selected_fields` would convert all that is below them."""
    nodes: Sequence[FieldNode] = info._raw_info.field_nodes
    return nodes


def mark_awaited(awaited: Any, *, is_awaited: bool) -> None:
    """Say of a future whether somebody's `await` has yielded it.

    A future bears this mark from when it is yielded by an `await` until a task takes it. Between the two
    others may await the same future: the mark is taken off meanwhile."""
    if asyncio.isfuture(awaited):
        awaited._asyncio_future_blocking = is_awaited
