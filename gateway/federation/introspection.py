"""What callers are told of the graph itself: the public schema, through GraphQL's own introspection."""

from collections.abc import Mapping
from typing import Any

from graphql import execute_sync, parse

from gateway.federation.faults import Error
from gateway.federation.selection import Field, Selections, collect
from gateway.federation.supergraph import Supergraph


def tell(
    supergraph: Supergraph, asked: Selections, definitions: Mapping[str, str], variables: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, list[Error]]:
    """The introspection fields of a query, by response key, and what went wrong with them."""
    root = supergraph.roots["query"]
    fields = [
        field
        for field in collect(root, asked, supergraph.nests_in).values()
        if field.name in ("__schema", "__type")
    ]
    used = _variables(tuple(fields))
    head = ",".join(definitions[name] for name in sorted(used))
    text = f"query{f'({head})' if head else ''}{_written(tuple(fields))}"
    given = {name: variables[name] for name in used if name in variables}
    result = execute_sync(supergraph.public, parse(text), variable_values=given)
    return result.data, [dict(error.formatted) for error in result.errors or ()]


def _variables(selections: Selections) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    for each in selections:
        if isinstance(each, Field):
            names |= each.variables
        names |= _variables(each.selections)
    return names


def _written(selections: Selections) -> str:
    if not selections:
        return ""
    return (
        "{"
        + " ".join(
            f"{each.key}:{each.name}{each.arguments}{_written(each.selections)}"
            if isinstance(each, Field)
            else f"...on {each.on}{_written(each.selections)}"
            for each in selections
        )
        + "}"
    )
