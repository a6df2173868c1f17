"""How the `join__` directives of a composed supergraph are read (join v0.1 to v0.5)."""

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

from gateway.federation.operation.selections import Selections, of_field_set
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
Said = dict[str, Any]


def read(sdl: str) -> Supergraph:
    """Raises SupergraphRefused, and GraphQLError where it is no SDL."""
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
        public=public_schema.schema(document, everything=False),
    )


def _check(document: DocumentNode) -> None:
    links = [
        said
        for each in document.definitions
        if each.kind in ("schema_definition", "schema_extension")
        for said in _said(each, "link")
    ]
    joins = [match for said in links if (match := _JOIN.search(said["url"]))]
    if not joins:
        raise SupergraphRefused("no supergraph: it has no link to the join specification")
    for join in joins:
        if (int(join[1]), int(join[2])) not in _JOINS:
            raise SupergraphRefused(f"join v{join[1]}.{join[2]} is not known here, only v0.1 to v0.5")
    for said in links:
        for name, told in _REFUSED.items():
            if f"/{name}/v" in said["url"]:
                raise SupergraphRefused(f"{told} are not supported")


def _said(node: Any, directive: str) -> Iterator[Said]:
    """The arguments of each use of a directive."""
    for each in node.directives or ():
        if each.name.value == directive:
            yield _arguments(each)


def _arguments(directive: ConstDirectiveNode) -> Said:
    return {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments or ()}


def _split(written: TypeNode) -> tuple[str, str]:
    """The named type, and the type with `*` in its place."""
    if isinstance(written, NamedTypeNode):
        return written.name.value, "*"
    if isinstance(written, NonNullTypeNode):
        name, shape = _split(written.type)
        return name, shape + "!"
    name, shape = _split(cast(ListTypeNode, written).type)
    return name, f"[{shape}]"


class _Reader:
    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        if "join__Graph" not in definitions:
            raise SupergraphRefused("no supergraph: it has no enum join__Graph")
        self.graphs = {
            value.name.value: Graph(value.name.value, **said)
            for value in definitions["join__Graph"].values
            for said in _said(value, "join__graph")
        }

    def parts(self, name: str) -> dict[str, Part]:
        definition = self._definitions[name]
        joined: dict[str, list[Said]] = {}
        for said in _said(definition, "join__type"):
            joined.setdefault(said["graph"], []).append(said)
        return {graph: self._part(definition, graph, said) for graph, said in joined.items()}

    def _part(self, definition: Definition, graph: str, said: list[Said]) -> Part:
        keyed = [(of_field_set(each["key"]), each.get("resolvable", True)) for each in said if "key" in each]
        masked = any(each.get("isInterfaceObject", False) for each in said)
        return Part(
            keys=tuple(key for key, resolvable in keyed if resolvable),
            is_interface_object=masked,
            members=() if masked else tuple(self._members(definition, graph)),
            fields=dict(self._sources(definition, graph)),
        )

    def _members(self, definition: Definition, graph: str) -> Iterable[str]:
        name = definition.name.value
        if definition.kind == "union_type_definition":
            said = list(_said(definition, "join__unionMember"))
            return (
                [each["member"] for each in said if each["graph"] == graph] if said else self._all(definition)
            )
        if definition.kind == "interface_type_definition":
            return [
                other.name.value
                for other in self._definitions.values()
                if other.kind == "object_type_definition"
                and {"graph": graph, "interface": name} in list(_said(other, "join__implements"))
            ]
        return [name]

    def _all(self, union: Definition) -> list[str]:
        return [member.name.value for member in union.types]

    def _sources(self, definition: Definition, graph: str) -> Iterator[tuple[str, Source]]:
        for field in getattr(definition, "fields", None) or ():
            if isinstance(field, FieldDefinitionNode):
                said = list(_said(field, "join__field"))
                if not said:
                    yield field.name.value, self._source(field, {})
                for each in said:
                    if each.get("graph") == graph:
                        yield field.name.value, self._source(field, each)

    def _source(self, field: FieldDefinitionNode, said: Said) -> Source:
        where = field.name.value
        if "overrideLabel" in said:
            raise SupergraphRefused(f"progressive @override is not supported (field {where})")
        if said.get("contextArguments"):
            raise SupergraphRefused(f"@context and @fromContext are not supported (field {where})")
        name, shape = _split(parse_type(said["type"]) if "type" in said else field.type)
        is_leaf = name in _BUILT_IN or self._definitions[name].kind in _LEAVES
        return Source(
            type_name=name,
            shape=shape.replace("*", name if is_leaf else "{}"),
            is_leaf=is_leaf,
            requires=_field_set(said, "requires"),
            provides=_field_set(said, "provides"),
            external=bool(said.get("external") or said.get("usedOverridden")),
        )


def _field_set(said: Said, name: str) -> Selections:
    return of_field_set(said[name]) if said.get(name) else ()
