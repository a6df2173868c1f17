"""Shapes the errors of a response: each has the caller's path, the subgraph and a code."""

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

from gateway.federation.error_messages import Translate, message
from gateway.federation.execution.response_merge import ResponsePath
from gateway.federation.planner.fetch_graph import ResponsePosition
from gateway.federation.selections import TYPENAME, Field, Selections, collect
from gateway.federation.supergraph.supergraph import Supergraph

Error = dict[str, Any]
MOST: Final = 100
"""Errors in one response. A subgraph that is down fails every object of a list; the last error then says that
there are more."""
_PRIVATE_EXTENSIONS: Final = frozenset({"exception", "stacktrace", "service"})


def failure(code: str, service: str, path: ResponsePath, translate: Translate) -> Error:
    """The error of a subgraph that did not answer."""
    return {
        "message": message(code, translate, service=service),
        "path": list(path),
        "extensions": {"code": code, "service": service},
    }


def of_subgraph(
    subgraph_error: Mapping[str, Any], service: str, path: ResponsePath, translate: Translate
) -> Error:
    """A subgraph's own error under the caller's path. Only a refusal has a code, and a message that is meant
    for the caller; the message of any other fault may quote anything, and is replaced."""
    extensions = subgraph_error.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    is_refusal = isinstance(extensions.get("code"), str)
    public = {key: value for key, value in extensions.items() if key not in _PRIVATE_EXTENSIONS}
    error: Error = {
        "message": str(subgraph_error.get("message", ""))
        if is_refusal
        else message("fault", translate, service=service)
    }
    if path:
        error["path"] = list(path)
    error["extensions"] = {"code": "fault", **(public if is_refusal else {}), "service": service}
    return error


def more(translate: Translate) -> Error:
    """The error that stands for all after the last one shown."""
    return {"message": message("more", translate), "extensions": {"code": "more"}}


def unexplained(
    violations: Iterator[ResponsePath], errors: list[Error], translate: Translate
) -> Iterator[Error]:
    """An error for each violation that no subgraph's error explains."""
    explained = [tuple(error.get("path", ())) for error in errors]
    # an error without a path explains everything
    for violation in violations:
        if not any(
            violation[: len(path)] == path or path[: len(violation)] == violation for path in explained
        ):
            yield {
                "message": message("invalid-answer", translate),
                "path": list(violation),
                "extensions": {"code": "invalid-answer"},
            }


class ViolationFinder:
    """Finds the paths at which merged data broke its types. Slow, and used only where projection failed."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph

    def find(
        self,
        data: Any,
        type_name: str,
        position: ResponsePosition,
        selections: Selections,
        path: ResponsePath = (),
    ) -> Iterator[ResponsePath]:
        supergraph = self._supergraph
        for field in collect(type_name, selections, supergraph.nests_in).values():
            if field.name.startswith("__"):
                continue
            key = position.key_of(type_name, field.key)
            yield from self._value(
                data.get(key) if key else None,
                supergraph.returned(type_name, field.name),
                position.child(key or field.key),
                field,
                (*path, field.key),
            )

    def _value(
        self,
        value: Any,
        type_: GraphQLOutputType,
        position: ResponsePosition,
        field: Field,
        path: ResponsePath,
    ) -> Iterator[ResponsePath]:
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
            if value is None or self._is_hidden(value, get_named_type(type_)):
                yield path
                return
        if value is None:
            return
        if isinstance(type_, GraphQLList):
            if not isinstance(value, list):
                yield path
                return
            for index, each in enumerate(value):
                yield from self._value(each, type_.of_type, position, field, (*path, index))
            return
        named = get_named_type(type_)
        if is_leaf_type(named) or self._is_hidden(value, named):
            return  # null stands for what is not public, and nothing is wrong with that
        typename = value.get(TYPENAME, named.name) if isinstance(value, dict) else None
        if typename is None:
            yield path
            return
        name = typename if self._supergraph.is_abstract(named.name) else named.name
        yield from self.find(value, name, position, field.selections, path)

    def _is_hidden(self, value: Any, named: GraphQLNamedType) -> bool:
        if isinstance(value, dict):
            return value.get(TYPENAME, named.name) not in self._supergraph.public.type_map
        visible = self._supergraph.visible.get(named.name)
        return visible is not None and isinstance(value, str) and value not in visible
