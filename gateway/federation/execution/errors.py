"""What is told where something could not be answered: the path the caller knows, the service, a code."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLOutputType,
    get_named_type,
    is_leaf_type,
)

from gateway.federation.error_messages import say
from gateway.federation.execution.response_merge import Where
from gateway.federation.operation.selections import TYPENAME, Field, Selections, collect
from gateway.federation.planner.fetch_graph import ResponsePosition
from gateway.federation.supergraph.supergraph import Supergraph

Error = dict[str, Any]
MOST: Final = 100
"""Errors in one answer. A service that is down fails every object of a list; the rest are counted."""
_NOT_TOLD: Final = frozenset({"exception", "stacktrace", "service"})


def failure(code: str, service: str, where: Where, language: str) -> Error:
    """A service did not answer."""
    message = say(code, language, service=service)
    return {"message": message, "path": list(where), "extensions": {"code": code, "service": service}}


def of_service(said: Mapping[str, Any], service: str, where: Where, language: str) -> Error:
    """An error that a service told, with the path that the caller knows. Only a refusal has a code, and words
    that are meant for the caller; what else went wrong inside may quote anything, and stays there."""
    told = said.get("extensions")
    extensions = told if isinstance(told, dict) else {}
    is_refusal = isinstance(extensions.get("code"), str)
    kept = {key: value for key, value in extensions.items() if key not in _NOT_TOLD} if is_refusal else {}
    message = str(said.get("message", "")) if is_refusal else say("fault", language, service=service)
    error: Error = {"message": message}
    if where:
        error["path"] = list(where)
    error["extensions"] = {"code": "fault", **kept, "service": service}
    return error


def more(language: str) -> Error:
    """The errors after the last one that is told."""
    return {"message": say("more", language), "extensions": {"code": "more"}}


def unexplained(violations: Iterator[Where], errors: list[Error], language: str) -> Iterator[Error]:
    """An error for each null that no service explained."""
    explained = [tuple(error.get("path", ())) for error in errors]
    # an error without a path explains everything
    for where in violations:
        if not any(where[: len(path)] == path or path[: len(where)] == where for path in explained):
            yield {
                "message": say("invalid-answer", language),
                "path": list(where),
                "extensions": {"code": "invalid-answer"},
            }


class Violations:
    """Looks through a merged answer for what broke its types. Slow, and only done where something did."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph

    def find(
        self, found: Any, type_name: str, place: ResponsePosition, asked: Selections, where: Where = ()
    ) -> Iterator[Where]:
        plan = self._supergraph
        for field in collect(type_name, asked, plan.nests_in).values():
            if field.name.startswith("__"):
                continue
            key = place.kept(type_name, field.key)
            value = found.get(key) if key else None
            yield from self._value(
                value,
                plan.returned(type_name, field.name),
                place.child(key or field.key),
                field,
                (*where, field.key),
            )

    def _value(
        self, value: Any, type_: GraphQLOutputType, place: ResponsePosition, field: Field, where: Where
    ) -> Iterator[Where]:
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
            if value is None or self._is_hidden(value, get_named_type(type_)):
                yield where
                return
        if value is None:
            return
        if isinstance(type_, GraphQLList):
            if not isinstance(value, list):
                yield where
                return
            for index, each in enumerate(value):
                yield from self._value(each, type_.of_type, place, field, (*where, index))
            return
        named = get_named_type(type_)
        if is_leaf_type(named) or self._is_hidden(value, named):
            return  # null stands for what callers may not know of, and nothing is wrong with that
        told = value.get(TYPENAME, named.name) if isinstance(value, dict) else None
        if told is None:
            yield where
            return
        name = told if self._supergraph.is_abstract(named.name) else named.name
        yield from self.find(value, name, place, field.selections, where)

    def _is_hidden(self, value: Any, named: GraphQLNamedType) -> bool:
        if isinstance(value, dict):
            return value.get(TYPENAME, named.name) not in self._supergraph.public.type_map
        visible = self._supergraph.visible.get(named.name)
        return visible is not None and isinstance(value, str) and value not in visible
