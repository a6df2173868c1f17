"""Parses the `join__` directives of a composed supergraph (join v0.1 to v0.5)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    TypeDefinitionNode,
    TypeNode,
    parse,
    parse_type,
    value_from_ast_untyped,
)

from gateway.federation.selections import Selections, of_field_set
from gateway.federation.supergraph import public_schema
from gateway.federation.supergraph.supergraph import (
    Graph,
    Part,
    Source,
    Supergraph,
    SupergraphRefused,
)

_JOIN: Final = re.compile(r"/join/v(\d+)\.(\d+)$")
_JOINS: Final = {(0, minor) for minor in range(1, 6)}
_REFUSED: Final = {"context": "@context and @fromContext"}
_LEAVES: Final = ("scalar_type_definition", "enum_type_definition")
_BUILT_IN: Final = {"ID", "String", "Int", "Float", "Boolean"}
Definition = Any  # graphql-core has no common class of the definitions that carry fields
Arguments = dict[str, Any]


def read(sdl: str, scalars: Mapping[str, public_schema.ParseScalar] | None = None) -> Supergraph:
    """Parse a supergraph. `scalars` has a parser for each custom scalar whose values are checked before a
    subgraph is asked. Raises SupergraphRefused, and GraphQLError where it is no SDL."""
    document = parse(sdl, no_location=True)
    _check(document)
    definitions: dict[str, Definition] = {
        each.name.value: each for each in document.definitions if isinstance(each, TypeDefinitionNode)
    }
    reader = _Reader(definitions)
    return Supergraph(
        graphs=reader.graphs,
        parts={
            name: reader.parts(name) for name in definitions if not public_schema.of_a_specification(name)
        },
        schema=public_schema.schema(document, everything=True),
        public=public_schema.schema(document, everything=False, scalars=scalars),
    )


def _check(document: DocumentNode) -> None:
    links = [
        arguments
        for each in document.definitions
        if each.kind in ("schema_definition", "schema_extension")
        for arguments in _uses(each, "link")
    ]
    joins = [match for arguments in links if (match := _JOIN.search(arguments["url"]))]
    if not joins:
        raise SupergraphRefused("no supergraph: it has no link to the join specification")
    for join in joins:
        if (int(join[1]), int(join[2])) not in _JOINS:
            raise SupergraphRefused(f"join v{join[1]}.{join[2]} is not known here, only v0.1 to v0.5")
    for arguments in links:
        for name, feature in _REFUSED.items():
            if f"/{name}/v" in arguments["url"]:
                raise SupergraphRefused(f"{feature} are not supported")


def _uses(node: Any, directive: str) -> Iterator[Arguments]:
    """The arguments of each use of a directive."""
    for each in node.directives or ():
        if each.name.value == directive:
            yield _arguments(each)


def _arguments(directive: ConstDirectiveNode) -> Arguments:
    return {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments or ()}


def _split(type_node: TypeNode) -> tuple[str, str]:
    """Split a type into its named type and the type as written with `*` in its place."""
    if isinstance(type_node, NamedTypeNode):
        return type_node.name.value, "*"
    if isinstance(type_node, NonNullTypeNode):
        name, shape = _split(type_node.type)
        return name, shape + "!"
    name, shape = _split(cast(ListTypeNode, type_node).type)
    return name, f"[{shape}]"


class _Reader:
    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        if "join__Graph" not in definitions:
            raise SupergraphRefused("no supergraph: it has no enum join__Graph")
        self.graphs = {
            value.name.value: Graph(value.name.value, **arguments)
            for value in definitions["join__Graph"].values
            for arguments in _uses(value, "join__graph")
        }

    def parts(self, name: str) -> dict[str, Part]:
        definition = self._definitions[name]
        joined: dict[str, list[Arguments]] = {}
        for arguments in _uses(definition, "join__type"):
            joined.setdefault(arguments["graph"], []).append(arguments)
        return {graph: self._part(definition, graph, uses) for graph, uses in joined.items()}

    def _part(self, definition: Definition, graph: str, uses: list[Arguments]) -> Part:
        keyed = [(of_field_set(each["key"]), each.get("resolvable", True)) for each in uses if "key" in each]
        is_interface_object = any(each.get("isInterfaceObject", False) for each in uses)
        return Part(
            keys=tuple(key for key, resolvable in keyed if resolvable),
            is_interface_object=is_interface_object,
            members=() if is_interface_object else tuple(self._members(definition, graph)),
            fields=dict(self._sources(definition, graph)),
        )

    def _members(self, definition: Definition, graph: str) -> Iterable[str]:
        name = definition.name.value
        if definition.kind == "union_type_definition":
            uses = list(_uses(definition, "join__unionMember"))
            return (
                [each["member"] for each in uses if each["graph"] == graph] if uses else self._all(definition)
            )
        if definition.kind == "interface_type_definition":
            return [
                other.name.value
                for other in self._definitions.values()
                if other.kind == "object_type_definition"
                and {"graph": graph, "interface": name} in list(_uses(other, "join__implements"))
            ]
        return [name]

    def _all(self, union: Definition) -> list[str]:
        return [member.name.value for member in union.types]

    def _sources(self, definition: Definition, graph: str) -> Iterator[tuple[str, Source]]:
        for field in getattr(definition, "fields", None) or ():
            if isinstance(field, FieldDefinitionNode):
                uses = list(_uses(field, "join__field"))
                if not uses:
                    yield field.name.value, self._source(field, {})
                for each in uses:
                    if each.get("graph") == graph:
                        yield field.name.value, self._source(field, each)

    def _source(self, field: FieldDefinitionNode, arguments: Arguments) -> Source:
        field_name = field.name.value
        if "overrideLabel" in arguments:
            raise SupergraphRefused(f"progressive @override is not supported (field {field_name})")
        if arguments.get("contextArguments"):
            raise SupergraphRefused(f"@context and @fromContext are not supported (field {field_name})")
        name, shape = _split(parse_type(arguments["type"]) if "type" in arguments else field.type)
        is_leaf = name in _BUILT_IN or self._definitions[name].kind in _LEAVES
        return Source(
            type_name=name,
            shape=shape.replace("*", name if is_leaf else "{}"),
            is_leaf=is_leaf,
            requires=_field_set(arguments, "requires"),
            provides=_field_set(arguments, "provides"),
            external=bool(arguments.get("external") or arguments.get("usedOverridden")),
        )


def _field_set(arguments: Arguments, name: str) -> Selections:
    return of_field_set(arguments[name]) if arguments.get(name) else ()
