"""Derives the public schema of a supergraph: without the specifications' own definitions and without what is
`@inaccessible`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import (
    REMOVE,
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    GraphQLScalarType,
    GraphQLSchema,
    SchemaDefinitionNode,
    Visitor,
    build_ast_schema,
    visit,
)

ParseScalar = Callable[[object], object]
"""Reads a value of a custom scalar. Raises ValueError."""

_SPECIFICATIONS: Final = ("join__", "link__", "core__")
_KEPT: Final = {"deprecated", "specifiedBy", "oneOf"}
_EXECUTABLE: Final = {"QUERY", "MUTATION", "FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}


def of_a_specification(name: str) -> bool:
    return name.startswith(_SPECIFICATIONS)


def schema(
    document: DocumentNode, *, everything: bool, scalars: Mapping[str, ParseScalar] | None = None
) -> GraphQLSchema:
    """Build the schema of a supergraph; with `everything`, hidden parts included. Values of the custom
    `scalars` that are named are read by their parsers; those of others are taken as they are."""
    hidden = set() if everything else {_name(each) for each in document.definitions if _is_hidden(each)}
    kept = tuple(each for each in document.definitions if _stays(each) and _name(each) not in hidden)
    stripped = visit(DocumentNode(definitions=kept), _Strip(hidden, everything=everything))
    built = build_ast_schema(stripped, assume_valid=True)
    for name, parse in (scalars or {}).items():
        scalar = built.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            # literals are read through the one, values of variables through the other
            scalar.parse_value = scalar.coerce_input_value = parse  # type: ignore[assignment, method-assign]
    return built


def _name(definition: DefinitionNode) -> str:
    name = getattr(definition, "name", None)
    return name.value if name else ""


def _is_hidden(node: Any) -> bool:
    return any(each.name.value == "inaccessible" for each in getattr(node, "directives", None) or ())


def _stays(definition: DefinitionNode) -> bool:
    if isinstance(definition, DirectiveDefinitionNode):
        return any(location.value in _EXECUTABLE for location in definition.locations)
    return not of_a_specification(_name(definition))


class _Strip(Visitor):
    """Removes directives that mean something to gateways only, and hidden parts."""

    def __init__(self, hidden: set[str], *, everything: bool) -> None:
        super().__init__()
        self._hidden, self._everything = hidden, everything

    def enter(self, node: Any, *_: Any) -> Any:
        if isinstance(node, SchemaDefinitionNode) or self._everything or not _is_hidden(node):
            return None
        return REMOVE

    def enter_directive(self, node: Any, *_: Any) -> Any:
        return None if node.name.value in _KEPT else REMOVE

    def enter_named_type(self, node: Any, *_: Any) -> Any:
        # where a hidden type is still named, as an interface or a member of a union
        return REMOVE if node.name.value in self._hidden else None
