"""Holds the graph to what was released: nothing that callers ask for is taken away before it was deprecated
and its time is over."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from graphql import (
    REMOVE,
    DangerousChangeType,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLSchema,
    Visitor,
    build_ast_schema,
    find_breaking_changes,
    find_dangerous_changes,
    get_directive_values,
    parse,
    print_schema,
    visit,
)
from graphql.type import GraphQLDeprecatedDirective

from gateway.federation.supergraph.join_directives import read

FILE: Final = Path(__file__).parent.parent.parent / "gateway" / "composition" / "released.graphql"
"""The schema as callers of the last release know it."""

_OPENING: Final = (
    "# The graph of the last release, written by `make release-graph` when a version is tagged and at no\n"
    "# other time; not written by hand. `make check` holds every change to it."
)
_UNTIL: Final = re.compile(r"\buntil (\d{4}-\d{2}-\d{2})\b")


def render(supergraph: str) -> str:
    """The text of the file for a supergraph."""
    return f"{_OPENING}\n\n{print_schema(read(supergraph).public)}\n"


def breaking_changes(released: str, supergraph: str, today: date) -> Iterator[str]:
    """Find what of a supergraph would break callers of the last release: a sentence each. What was released
    as deprecated `until` a day may be removed after it."""
    owed = build_ast_schema(visit(parse(released, no_location=True), _Expired(today)), assume_valid=True)
    current = read(supergraph).public
    for change in find_breaking_changes(owed, current):
        yield f"{change.description} It was released: deprecate it first."
    for dangerous in find_dangerous_changes(owed, current):
        if dangerous.type is DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE:
            yield f"{dangerous.description} It was released: who leaves it out would be told something else."


def undated_deprecations(schema: GraphQLSchema) -> Iterator[str]:
    """Find deprecations that do not say until when: a sentence each."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                marked = {name: field.deprecation_reason}
                marked |= {f"{name}({each})": told.deprecation_reason for each, told in field.args.items()}
                yield from _undated(kind.name, marked)
        elif isinstance(kind, GraphQLEnumType):
            yield from _undated(
                kind.name, {name: each.deprecation_reason for name, each in kind.values.items()}
            )


def _undated(kind: str, reasons: dict[str, str | None]) -> Iterator[str]:
    for name, reason in reasons.items():
        if reason is not None and not _UNTIL.search(reason):
            yield f"{kind}.{name} is deprecated, and does not say until when: `until YYYY-MM-DD`."


class _Expired(Visitor):
    """Removes what was deprecated until a day that is over."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today

    def enter(self, node: Any, *_: Any) -> Any:
        if not getattr(node, "directives", None):
            return None
        values = get_directive_values(GraphQLDeprecatedDirective, node)
        until = _UNTIL.search(values["reason"]) if values else None
        return REMOVE if until and date.fromisoformat(until[1]) < self._today else None
