"""Compiles the representations of entity fetches: what a subgraph is sent of an object to answer more of it.

A representation has the object's type, its key, and what fields of the subgraph require."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import orjson
from graphql import GraphQLOutputType, get_named_type, is_leaf_type, is_object_type

from gateway.federation.planner.fetch_graph import ResponsePosition
from gateway.federation.selections import TYPENAME, Field, Selections, collect
from gateway.federation.supergraph.supergraph import Supergraph

Object = dict[str, Any]
Copy = Callable[[Any], Any]
_BUILT_IN: Final = frozenset({"ID", "String", "Int", "Boolean"})


@dataclass(frozen=True, slots=True)
class RepresentationBuilder:
    """Builds the representations of one entity fetch, in two steps so that equal ones are sent once."""

    identify: Callable[[Object], Hashable | None]
    """Reads from an object what its representation says; None where a part of the key is null, or where a
    subgraph failed to answer a part."""
    write: Callable[[Any], Any]
    """Makes of that the representation, for orjson."""


class _Missing(Exception):
    """A part of a representation was not answered."""


def of(
    supergraph: Supergraph,
    type_name: str,
    subgraph_type: str,
    position: ResponsePosition,
    key: Selections,
    inputs: Selections,
) -> RepresentationBuilder:
    """Compile the representations of a type under the name that the subgraph gives it. The fields of `key`
    may not be null anywhere; the other `inputs` may."""
    mandatory = _all(supergraph, type_name, key)
    fields = collect(type_name, inputs, supergraph.nests_in)
    if all(_is_plain(supergraph.returned(type_name, field.name)) for field in fields.values()):
        names = [field.name for field in fields.values()]
        keys = [_key(type_name, position, field) for field in fields.values()]
        return _plain(subgraph_type, names, keys, mandatory)
    copy = _object(supergraph, type_name, position, inputs, mandatory)

    def identify(found: Object) -> bytes | None:
        try:
            return orjson.dumps({TYPENAME: subgraph_type, **copy(found)})
        except _Missing:
            return None

    return RepresentationBuilder(identify, orjson.Fragment)


def _is_plain(type_: GraphQLOutputType) -> bool:
    return str(type_).removesuffix("!") in _BUILT_IN


def _key(type_name: str, position: ResponsePosition, field: Field) -> str:
    key = position.find_key(type_name, field)
    if key is None:
        raise AssertionError(f"{type_name}.{field.name} was not planned")
    return key


def _plain(
    subgraph_type: str, names: list[str], keys: list[str], mandatory: frozenset[str]
) -> RepresentationBuilder:
    """Compile representations of values that can be compared as they are."""
    required = [key for name, key in zip(names, keys, strict=True) if name in mandatory]
    values_of = itemgetter(*keys)
    is_one = len(keys) == 1

    def identify(found: Object) -> Hashable | None:
        try:
            values = (values_of(found),) if is_one else values_of(found)
        except KeyError:
            return None
        if None in values and any(found[key] is None for key in required):
            return None
        identity: Hashable = values
        return identity

    def write(values: tuple[Any, ...]) -> Object:
        return {TYPENAME: subgraph_type, **dict(zip(names, values, strict=True))}

    return RepresentationBuilder(identify, write)


def _object(
    supergraph: Supergraph,
    type_name: str,
    position: ResponsePosition,
    selections: Selections,
    mandatory: frozenset[str],
) -> Copy:
    """Compile the copy of an object into a representation. `mandatory` fields may not be null."""
    entries = []
    for field in collect(type_name, selections, supergraph.nests_in).values():
        if field.name == TYPENAME:
            continue
        key = _key(type_name, position, field)
        named = get_named_type(supergraph.returned(type_name, field.name))
        copy = None
        if not is_leaf_type(named):
            below = position.child(key)
            is_key = field.name in mandatory
            if is_object_type(named):
                copy = _object(
                    supergraph,
                    named.name,
                    below,
                    field.selections,
                    _all(supergraph, named.name, field.selections) if is_key else frozenset(),
                )
            else:
                copy = _abstract(supergraph, below, field.selections)
        entries.append((field.name, key, field.name in mandatory, copy))

    def copy_object(found: Object) -> Object:
        representation = {}
        for name, key, is_key, copy in entries:
            value = found.get(key, _Missing)
            if value is _Missing or (value is None and is_key):
                raise _Missing
            representation[name] = value if copy is None else _each(value, copy)
        return representation

    return copy_object


def _all(supergraph: Supergraph, type_name: str, selections: Selections) -> frozenset[str]:
    return frozenset(collect(type_name, selections, supergraph.nests_in))


def _abstract(supergraph: Supergraph, position: ResponsePosition, selections: Selections) -> Copy:
    """Compile the copy of an object whose type is known from its `__typename` only."""
    by_type: dict[str, Copy] = {}

    def copy_object(found: Object) -> Object:
        name = found.get(TYPENAME)
        if name is None:
            raise _Missing
        if name not in by_type:
            by_type[name] = _object(supergraph, name, position, selections, frozenset())
        return {TYPENAME: name, **by_type[name](found)}

    return copy_object


def _each(value: Any, copy: Copy) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_each(one, copy) for one in value]
    return copy(value)
