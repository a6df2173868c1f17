"""Models a composed supergraph: the types and fields of each subgraph, the keys of entities, the public
schema."""

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

from gateway.federation.selections import Field, Fragment, Selections, collect

NONE: Final[Selections] = ()


class SupergraphRefused(Exception):
    """The supergraph is malformed, or uses what is not supported here. The message says what."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A subgraph."""

    id: str
    """Its value in `join__Graph`."""
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """A field as one subgraph has it."""

    type_name: str
    """Its named type there, which may be narrower than in the public schema."""
    shape: str
    """The type as written, composite types as `{}`: two fields under one response key have to have the
    same."""
    is_leaf: bool
    requires: Selections = NONE
    provides: Selections = NONE
    external: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A type as one subgraph has it."""

    keys: tuple[Selections, ...] = ()
    """The keys over which the subgraph can be entered."""
    is_interface_object: bool = False
    members: tuple[str, ...] = ()
    """The object types that it includes there."""
    fields: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Supergraph:
    """`parts`: type → subgraph id → the type as that subgraph has it. `schema` has everything, `public` what
    callers may know."""

    graphs: Mapping[str, Graph]
    parts: Mapping[str, Mapping[str, Part]]
    schema: GraphQLSchema
    public: GraphQLSchema

    def part(self, graph: str, type_name: str) -> Part | None:
        return self.parts.get(type_name, {}).get(graph)

    def source(
        self, graph: str, type_name: str, name: str, provided: Selections = NONE
    ) -> tuple[Source, Selections] | None:
        """A field where the subgraph can answer it at a position with `provided` selections beside its own
        fields; with it, the selections that it provides below."""
        part = self.part(graph, type_name)
        source = part.fields.get(name) if part else None
        if source is None:
            return None
        extra = collect(type_name, provided, self.nests_in).get(name) if provided else None
        if extra is not None:
            return source, source.provides + extra.selections
        return None if source.external else (source, source.provides)

    def members(self, graph: str, type_name: str, shared: frozenset[str]) -> tuple[str, ...]:
        """The types of object that a subgraph may answer with. Where others are asked for the same union
        instead, only those that all of them have: the response must not depend on which was asked."""
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
        """The type of a field in the supergraph."""
        type_ = cast(GraphQLObjectType | GraphQLInterfaceType, self.schema.type_map[type_name])
        return cast(GraphQLOutputType, type_.fields[name].type)

    def returns_abstract(self, type_name: str, name: str) -> bool:
        return is_abstract_type(get_named_type(self.returned(type_name, name)))

    def overlap(self, one: str, other: str) -> bool:
        """Whether one object can be of both types."""
        return one == other or self.nests_in(one, other) or self.nests_in(other, one)

    @cached_property
    def _interface_objects(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        interface_objects: dict[str, list[tuple[str, str]]] = {}
        for name, parts in self.parts.items():
            for graph, part in parts.items():
                if not part.is_interface_object:
                    continue
                for object_name, ancestors in self._ancestors.items():
                    if name in ancestors and object_name != name:
                        interface_objects.setdefault(object_name, []).append((graph, name))
        return {name: tuple(found) for name, found in interface_objects.items()}

    def subgraph_types(self, type_name: str) -> tuple[tuple[str, str], ...]:
        """Each subgraph that has objects of a type, with the type there: the same one, or an interface that
        the subgraph has as an interface object."""
        own = tuple((graph, type_name) for graph in self.parts.get(type_name, {}))
        return own + self._interface_objects.get(type_name, ())

    @cached_property
    def visible(self) -> Mapping[str, frozenset[str]]:
        """Enum → its public values, for enums that have hidden ones too."""
        return {
            name: frozenset(public.values)
            for name, public in self.public.type_map.items()
            if isinstance(public, GraphQLEnumType)
            and isinstance(full := self.schema.type_map[name], GraphQLEnumType)
            and len(public.values) < len(full.values)
        }

    def split_common(self, interface: str, selections: Selections) -> tuple[Selections, Selections]:
        """Split the selections of an interface into those of every object and those of single types."""
        common: list[Field | Fragment] = []
        by_type: list[Field | Fragment] = []
        for each in selections:
            if isinstance(each, Field):
                (by_type if each.name == "__typename" else common).append(each)
            elif self.nests_in(interface, each.on):
                plain, special = self.split_common(interface, each.selections)
                common += plain
                by_type += special
            else:
                by_type.append(Fragment(each.on, each.selections))
        return tuple(common), tuple(by_type)
