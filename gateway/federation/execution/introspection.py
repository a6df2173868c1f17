"""What callers are told of the graph itself: the public schema, through GraphQL's own introspection."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from graphql import execute_sync, parse

from gateway.federation.execution.errors import Error
from gateway.federation.operation.cost_limits import INTROSPECTION
from gateway.federation.operation.selections import Field, Selections, collect
from gateway.federation.plan_cache import BoundedCache
from gateway.federation.supergraph.supergraph import Supergraph

Told = tuple[dict[str, Any] | None, list[Error]]

_REMEMBERED: Final = 2_000_000
"""Characters of answers: the same few are asked again and again, and take longer than anything else does."""


class Introspection:
    """Tells of one graph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._told: BoundedCache[str, Told] = BoundedCache(_REMEMBERED)

    def tell(self, asked: Selections, definitions: Mapping[str, str], variables: Mapping[str, Any]) -> Told:
        """The introspection fields of a query, by response key, and what went wrong with them."""
        text, used = _query(self._supergraph, asked, definitions)
        if used:
            return self._found(text, {name: variables[name] for name in used if name in variables})
        told = self._told.get(text)
        if told is None:
            told = self._found(text, {})
            self._told.keep(text, told, size=len(text) + len(orjson.dumps(told)))
        return told

    def _found(self, text: str, variables: dict[str, Any]) -> Told:
        result = execute_sync(self._supergraph.public, parse(text), variable_values=variables)
        return result.data, [dict(error.formatted) for error in result.errors or ()]


def _query(
    supergraph: Supergraph, asked: Selections, definitions: Mapping[str, str]
) -> tuple[str, frozenset[str]]:
    """The part of a query that asks of the graph itself, and its variables."""
    root = supergraph.roots["query"]
    fields = [
        field for field in collect(root, asked, supergraph.nests_in).values() if field.name in INTROSPECTION
    ]
    used = _variables(tuple(fields))
    head = ",".join(definitions[name] for name in sorted(used))
    return f"query{f'({head})' if head else ''}{_written(tuple(fields))}", used


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
