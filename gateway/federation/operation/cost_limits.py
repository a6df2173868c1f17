"""Limits the cost of an operation, estimated before it is planned: by what it unfolds to, not by its
length."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from gateway.federation.operation.repetition_limit import RepetitionLimit

INTROSPECTION: Final = frozenset({"__schema", "__type"})
SIZES: Final = ("first", "last", "limit")
"""Arguments that bound the length of a list: the field's own, or the list below it (a connection's)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one operation may ask."""

    characters: int = 32_000
    tokens: int = 4_000
    depth: int = 12
    aliases: int = 30
    root_fields: int = 20
    repeats: int = 20
    """Of one field at one position."""
    cost: int = 50_000
    """Fields that a response may have, a list counted as long as it may become."""
    assumed_length: int = 10
    """Of a list whose length nothing bounds."""


class OverLimit(Exception):
    """An operation exceeds a limit: `code` says which, `details` how much is allowed."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(slots=True)
class _Cost:
    depth: int = 0
    aliases: int = 0
    fields: int = 0

    def add(self, other: "_Cost", *, times: int = 1, deeper: int = 0) -> None:
        self.depth = max(self.depth, other.depth + deeper)
        self.aliases += other.aliases
        self.fields += other.fields * times


class CostEstimator:
    """Estimates the cost of operations of one document. Each fragment is estimated once, however often it is
    spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        self._schema, self._limits = schema, limits
        self._repeats = RepetitionLimit(document).most
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    def check(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """Check an operation with the values of its variables, and return its cost. Raises OverLimit."""
        if self._repeats > self._limits.repeats:
            raise OverLimit("too-many-repeats", limit=self._limits.repeats)
        root = self._schema.get_root_type(operation.operation)
        walker = _CostWalker(self._schema, self._fragments, self._limits, variables)
        cost = walker.of(operation.selection_set, root, None)
        for code, value, limit in (
            (
                "too-many-root-fields",
                self._root_fields(operation.selection_set, {}),
                self._limits.root_fields,
            ),
            ("too-deep", cost.depth, self._limits.depth),
            ("too-many-aliases", cost.aliases, self._limits.aliases),
            ("too-costly", cost.fields, self._limits.cost),
        ):
            if value > limit:
                raise OverLimit(code, limit=limit)
        return cost.fields

    def _root_fields(self, selection_set: SelectionSetNode, known: dict[str, int]) -> int:
        total = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                total += 1
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in known:
                    known[name] = 0  # a cycle counts once; validation refuses it
                    fragment = self._fragments.get(name)
                    known[name] = self._root_fields(fragment.selection_set, known) if fragment else 0
                total += known[name]
            elif isinstance(node, InlineFragmentNode):
                total += self._root_fields(node.selection_set, known)
        return total


class _CostWalker:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        limits: Limits,
        variables: Mapping[str, Any],
    ) -> None:
        self._schema, self._fragments, self._limits, self._variables = schema, fragments, limits, variables
        self._known: dict[tuple[str, int | None], _Cost] = {}

    def of(
        self,
        selection_set: SelectionSetNode,
        type_: GraphQLNamedType | None,
        size: int | None,
        level: int = 0,
    ) -> _Cost:
        """Estimate a selection set. `size`: how long the next list below may become, where a field above
        bounds it."""
        if level > 200:
            raise OverLimit("too-deep", limit=self._limits.depth)
        cost = _Cost()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                self._field(node, type_, size, cost, level)
            elif isinstance(node, FragmentSpreadNode):
                cost.add(self._spread(node.name.value, size, level))
            elif isinstance(node, InlineFragmentNode):
                inner = self._named(node.type_condition) if node.type_condition else type_
                cost.add(self.of(node.selection_set, inner, size, level + 1))
        return cost

    def _spread(self, name: str, size: int | None, level: int) -> _Cost:
        known = self._known.get((name, size))
        if known is None:
            self._known[name, size] = _Cost()  # for a cycle: validation refuses it
            fragment = self._fragments.get(name)
            known = _Cost()
            if fragment:
                known = self.of(fragment.selection_set, self._named(fragment.type_condition), size, level + 1)
            self._known[name, size] = known
        return known

    def _named(self, node: NamedTypeNode) -> GraphQLNamedType | None:
        return self._schema.type_map.get(node.name.value)

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType | None, size: int | None, cost: _Cost, level: int
    ) -> None:
        cost.fields += 1
        cost.aliases += node.alias is not None
        cost.depth = max(cost.depth, 1)
        if node.name.value in INTROSPECTION:
            self._refuse_renamed(node)
        if node.selection_set is None or node.name.value.startswith("__"):
            return
        field = None
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            field = parent.fields.get(node.name.value)
        own = self._size(node, field)
        below = own if own is not None else size
        times = 1
        if field is not None and _is_list(field.type):
            times, below = self._limits.assumed_length if below is None else below, None
        named = get_named_type(field.type) if field is not None else None
        cost.add(self.of(node.selection_set, named, below, level + 1), times=times, deeper=1)

    def _refuse_renamed(self, node: FieldNode) -> None:
        """Refuse aliases in introspection. Its depth is bounded by a rule of the validation, its width by
        each field being selected once: under aliases it could have all types hundreds of times over."""
        left: list[SelectionSetNode] = [SelectionSetNode(selections=(node,))]
        spread: set[str] = set()
        while left:
            for each in left.pop().selections:
                if isinstance(each, FieldNode) and each.alias is not None:
                    raise OverLimit("renamed-introspection")
                if isinstance(each, FragmentSpreadNode) and each.name.value not in spread:
                    spread.add(each.name.value)
                    if fragment := self._fragments.get(each.name.value):
                        left.append(fragment.selection_set)
                elif isinstance(each, FieldNode | InlineFragmentNode) and each.selection_set is not None:
                    left.append(each.selection_set)

    def _size(self, node: FieldNode, field: GraphQLField | None) -> int | None:
        """The length that the field bounds its list to, by an argument or by the argument's default."""
        for argument in node.arguments or ():
            if argument.name.value in SIZES:
                value = argument.value
                length = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
                if isinstance(value, IntValueNode):
                    length = int(value.value)
                return max(length, 0) if isinstance(length, int) else None
        arguments = field.args if field is not None else {}
        for name in SIZES:
            declared = arguments.get(name)
            default = declared.ast_node.default_value if declared and declared.ast_node else None
            if isinstance(default, IntValueNode):
                return int(default.value)
        return None


def _is_list(type_: GraphQLOutputType) -> bool:
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return isinstance(inner, GraphQLList)
