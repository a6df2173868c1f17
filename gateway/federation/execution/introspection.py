"""Answers introspection fields from the public schema, through graphql-core."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import execute_sync, parse

from gateway.federation.execution.errors import Error
from gateway.federation.operation.cost_limits import INTROSPECTION
from gateway.federation.plan_cache import BoundedCache
from gateway.federation.selections import Field, Selections, collect
from gateway.federation.supergraph.supergraph import Supergraph

Answer = tuple[dict[str, Any] | None, list[Error]]
"""Data by response key, and errors."""

_CACHE_CHARACTERS: Final = 2_000_000
"""Of responses: the same few are asked again and again, and take longer than anything else does."""


@dataclass(frozen=True, slots=True)
class _CachedAnswer:
    answer: Answer
    size: int


class Introspection:
    """Introspection of one supergraph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._answers: BoundedCache[str, _CachedAnswer] = BoundedCache(_CACHE_CHARACTERS)

    def answer(
        self, selections: Selections, definitions: Mapping[str, str], variables: Mapping[str, Any]
    ) -> Answer:
        """Answer the introspection fields of a query. `definitions`: name of a variable → its definition."""
        text, used = _query(self._supergraph, selections, definitions)
        if used:
            return self._execute(text, {name: variables[name] for name in used if name in variables})
        cached = self._answers.get(text)
        if cached is None:
            answer = self._execute(text, {})
            size = len(text) + len(orjson.dumps(answer))
            cached = self._answers.keep(text, _CachedAnswer(answer, size))
        return cached.answer

    def _execute(self, text: str, variables: dict[str, Any]) -> Answer:
        result = execute_sync(self._supergraph.public, parse(text), variable_values=variables)
        return result.data, [dict(error.formatted) for error in result.errors or ()]


def _query(
    supergraph: Supergraph, selections: Selections, definitions: Mapping[str, str]
) -> tuple[str, frozenset[str]]:
    """The introspection part of a query, and the variables it uses."""
    fields = collect(supergraph.roots["query"], selections, supergraph.nests_in).values()
    introspection = tuple(field for field in fields if field.name in INTROSPECTION)
    used = _variables(introspection)
    head = ",".join(definitions[name] for name in sorted(used))
    return f"query{f'({head})' if head else ''}{_printed(introspection)}", used


def _variables(selections: Selections) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    for each in selections:
        if isinstance(each, Field):
            names |= each.variables
        names |= _variables(each.selections)
    return names


def _printed(selections: Selections) -> str:
    if not selections:
        return ""
    return (
        "{"
        + " ".join(
            f"{each.key}:{each.name}{each.arguments}{_printed(each.selections)}"
            if isinstance(each, Field)
            else f"...on {each.on}{_printed(each.selections)}"
            for each in selections
        )
        + "}"
    )
