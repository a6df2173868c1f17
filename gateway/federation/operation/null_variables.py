"""Finds variables that are null where null is not taken: where an argument has a default, a variable may be
left out, and validation lets one pass that could be null (GraphQL specification, 5.8.5)."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNonNull,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    visit,
)


def never_null(
    document: DocumentNode, operation: OperationDefinitionNode, schema: GraphQLSchema
) -> dict[str, VariableNode]:
    """The nullable variables of an operation that stand where null is not taken, each with a place."""
    nullable = {
        each.variable.name.value
        for each in operation.variable_definitions or ()
        if not isinstance(each.type, NonNullTypeNode)
    }
    if not nullable:
        return {}
    type_info = TypeInfo(schema)
    finder = _Finder(type_info, nullable)
    for each in document.definitions:
        if each is operation or isinstance(each, FragmentDefinitionNode):
            visit(each, TypeInfoVisitor(type_info, finder))
    return finder.found


class _Finder(Visitor):
    def __init__(self, type_info: TypeInfo, nullable: set[str]) -> None:
        super().__init__()
        self._type_info, self._nullable = type_info, nullable
        self.found: dict[str, VariableNode] = {}

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        name = node.name.value
        if name in self._nullable and isinstance(self._type_info.get_input_type(), GraphQLNonNull):
            self.found.setdefault(name, node)


def errors_of_nulls(
    values: Mapping[str, Any], never_null: Mapping[str, VariableNode]
) -> Iterator[GraphQLError]:
    """An error for each of them that is null, at the place where it is used."""
    for name, node in never_null.items():
        if name in values and values[name] is None:
            yield GraphQLError(f"Variable '${name}' must not be null: leave it out.", node)
