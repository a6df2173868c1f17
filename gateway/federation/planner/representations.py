"""What a graph is told of an object so that it can tell more: its type, its key, and what fields require."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import orjson
from graphql import GraphQLOutputType, get_named_type, is_leaf_type, is_object_type

from gateway.federation.operation.selections import TYPENAME, Field, Selections, collect
from gateway.federation.planner.fetch_graph import ResponsePosition
from gateway.federation.supergraph.supergraph import Supergraph

Object = dict[str, Any]
Copy = Callable[[Any], Any]
_BUILT_IN: Final = frozenset({"ID", "String", "Int", "Boolean"})


@dataclass(frozen=True, slots=True)
class Represent:
    """`identify` gives what tells objects apart that read differently, None where something is missing that
    identifies the object or that a service failed to tell; `write` makes of that what the graph is told."""

    identify: Callable[[Object], Hashable | None]
    write: Callable[[Any], Any]


class _Missing(Exception):
    """What is needed did not arrive."""


def of(
    supergraph: Supergraph,
    type_name: str,
    subgraph_type: str,
    place: ResponsePosition,
    key: Selections,
    inputs: Selections,
) -> Represent:
    """`key` may not be null anywhere; the other `inputs` may."""
    keys = _all(supergraph, type_name, key)
    fields = collect(type_name, inputs, supergraph.nests_in)
    if all(_is_plain(supergraph.returned(type_name, field.name)) for field in fields.values()):
        kept = [_kept(type_name, place, field) for field in fields.values()]
        return _plain(subgraph_type, [field.name for field in fields.values()], kept, keys)
    copy = _object(supergraph, type_name, place, inputs, keys)

    def identify(found: Object) -> bytes | None:
        try:
            return orjson.dumps({TYPENAME: subgraph_type, **copy(found)})
        except _Missing:
            return None

    return Represent(identify, orjson.Fragment)


def _is_plain(type_: GraphQLOutputType) -> bool:
    return str(type_).removesuffix("!") in _BUILT_IN


def _kept(type_name: str, place: ResponsePosition, field: Field) -> str:
    key = place.find(type_name, field)
    if key is None:
        raise AssertionError(f"{type_name}.{field.name} was not planned")
    return key


def _plain(subgraph_type: str, names: list[str], kept: list[str], keys: frozenset[str]) -> Represent:
    """Of values that can be compared as they are."""
    required = [key for name, key in zip(names, kept, strict=True) if name in keys]
    values_of = itemgetter(*kept)
    is_one = len(kept) == 1

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

    return Represent(identify, write)


def _object(
    supergraph: Supergraph, type_name: str, place: ResponsePosition, asked: Selections, keys: frozenset[str]
) -> Copy:
    """`keys` are the fields that may not be null."""
    entries = []
    for field in collect(type_name, asked, supergraph.nests_in).values():
        if field.name == TYPENAME:
            continue
        kept = _kept(type_name, place, field)
        named = get_named_type(supergraph.returned(type_name, field.name))
        copy = None
        if not is_leaf_type(named):
            below = place.child(kept)
            is_key = field.name in keys
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
        entries.append((field.name, kept, field.name in keys, copy))

    def copied(found: Object) -> Object:
        told = {}
        for name, kept, is_key, copy in entries:
            value = found.get(kept, _Missing)
            if value is _Missing or (value is None and is_key):
                raise _Missing
            told[name] = value if copy is None else _each(value, copy)
        return told

    return copied


def _all(supergraph: Supergraph, type_name: str, asked: Selections) -> frozenset[str]:
    return frozenset(collect(type_name, asked, supergraph.nests_in))


def _abstract(supergraph: Supergraph, place: ResponsePosition, asked: Selections) -> Copy:
    """An object tells its type where that is not clear from where it stands."""
    by_type: dict[str, Copy] = {}

    def copied(found: Object) -> Object:
        name = found.get(TYPENAME)
        if name is None:
            raise _Missing
        if name not in by_type:
            by_type[name] = _object(supergraph, name, place, asked, frozenset())
        return {TYPENAME: name, **by_type[name](found)}

    return copied


def _each(value: Any, copy: Copy) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_each(one, copy) for one in value]
    return copy(value)
