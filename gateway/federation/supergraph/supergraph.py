"""What the composed supergraph says: which graph has which types and fields, over which keys an object can be
entered, and which part of it all is public."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
)

from gateway.federation.operation.selections import Field, Fragment, Selections, collect

NONE: Final[Selections] = ()


class SupergraphRefused(Exception):
    """The supergraph asks for something that this gateway does not do. The message says what."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A service's part."""

    id: str
    """Its value in `join__Graph`."""
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """A field as one graph has it."""

    type_name: str
    """The named type it returns there: maybe narrower than in the public schema."""
    shape: str
    """The type as written, composite types as `{}`: two fields under one response key must not differ."""
    is_leaf: bool
    requires: Selections = NONE
    provides: Selections = NONE
    external: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A type as one graph has it."""

    keys: tuple[Selections, ...] = ()
    """Those over which the graph can be entered."""
    is_interface_object: bool = False
    members: tuple[str, ...] = ()
    """The object types that it stands for there."""
    fields: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Supergraph:
    """`parts`: type → graph id → what that graph has of it. `schema` has everything, `public` what callers
    may know of."""

    graphs: Mapping[str, Graph]
    parts: Mapping[str, Mapping[str, Part]]
    schema: GraphQLSchema
    public: GraphQLSchema

    def part(self, graph: str, type_name: str) -> Part | None:
        return self.parts.get(type_name, {}).get(graph)

    def source(
        self, graph: str, type_name: str, name: str, provided: Selections = NONE
    ) -> tuple[Source, Selections] | None:
        """The field where the graph can answer it at a place for which it has `provided` more than its own;
        with it, what it provides below."""
        part = self.part(graph, type_name)
        source = part.fields.get(name) if part else None
        if source is None:
            return None
        extra = collect(type_name, provided, self.nests_in).get(name) if provided else None
        if extra is not None:
            return source, source.provides + extra.selections
        return None if source.external else (source, source.provides)

    def members(self, graph: str, type_name: str, shared: frozenset[str]) -> tuple[str, ...]:
        """The types of object that a graph may answer with. Where others could have been asked for the same
        union instead, only those that all of them know: the answer must not hang on who was asked."""
        part = self.part(graph, type_name)
        if part is None or not shared or not isinstance(self.schema.type_map[type_name], GraphQLUnionType):
            return part.members if part else ()
        others = [other.members for each in shared if (other := self.part(each, type_name))]
        return tuple(name for name in part.members if all(name in members for members in others))

    @cached_property
    def roots(self) -> Mapping[str, str]:
        """Kind of operation → its type."""
        named = {"query": self.schema.query_type, "mutation": self.schema.mutation_type}
        return {kind: type_.name for kind, type_ in named.items() if type_}

    @cached_property
    def _ancestors(self) -> Mapping[str, frozenset[str]]:
        above: dict[str, set[str]] = {}
        for type_ in self.schema.type_map.values():
            above.setdefault(type_.name, set()).add(type_.name)
            if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
                above[type_.name] |= {each.name for each in type_.interfaces}
            elif isinstance(type_, GraphQLUnionType):
                for member in type_.types:
                    above.setdefault(member.name, set()).add(type_.name)
        return {name: frozenset(names) for name, names in above.items()}

    def nests_in(self, type_name: str, outer: str) -> bool:
        return outer in self._ancestors.get(type_name, ())

    def is_abstract(self, type_name: str) -> bool:
        return isinstance(self.schema.type_map[type_name], GraphQLInterfaceType | GraphQLUnionType)

    def returned(self, type_name: str, name: str) -> GraphQLOutputType:
        """What a field returns, as the whole graph has it."""
        type_ = cast(GraphQLObjectType | GraphQLInterfaceType, self.schema.type_map[type_name])
        return cast(GraphQLOutputType, type_.fields[name].type)

    def returns_abstract(self, type_name: str, name: str) -> bool:
        return is_abstract_type(get_named_type(self.returned(type_name, name)))

    def overlap(self, one: str, other: str) -> bool:
        """Whether one object can be both."""
        return one == other or self.nests_in(one, other) or self.nests_in(other, one)

    @cached_property
    def _masks(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        masks: dict[str, list[tuple[str, str]]] = {}
        for name, parts in self.parts.items():
            for graph, part in parts.items():
                if not part.is_interface_object:
                    continue
                for object_name, ancestors in self._ancestors.items():
                    if name in ancestors and object_name != name:
                        masks.setdefault(object_name, []).append((graph, name))
        return {name: tuple(found) for name, found in masks.items()}

    def faces(self, type_name: str) -> tuple[tuple[str, str], ...]:
        """Graph and name under which a graph knows objects of a type: its own, or that of an interface where
        the graph has it as an interface object."""
        own = tuple((graph, type_name) for graph in self.parts.get(type_name, {}))
        return own + self._masks.get(type_name, ())

    @cached_property
    def visible(self) -> Mapping[str, frozenset[str]]:
        """Enum → its public values, for enums that have others too."""
        return {
            name: frozenset(public.values)
            for name, public in self.public.type_map.items()
            if isinstance(public, GraphQLEnumType)
            and isinstance(full := self.schema.type_map[name], GraphQLEnumType)
            and len(public.values) < len(full.values)
        }

    def common(self, interface: str, selections: Selections) -> tuple[Selections, Selections]:
        """What is asked of every object of an interface, and what depends on which object it is."""
        everybody: list[Field | Fragment] = []
        depends: list[Field | Fragment] = []
        for each in selections:
            if isinstance(each, Field):
                (depends if each.name == "__typename" else everybody).append(each)
            elif self.nests_in(interface, each.on):
                plain, special = self.common(interface, each.selections)
                everybody += plain
                depends += special
            else:
                depends.append(Fragment(each.on, each.selections))
        return tuple(everybody), tuple(depends)
