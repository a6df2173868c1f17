"""What is asked of a position in the graph: fields and fragments, spreads inlined and directives decided."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

TYPENAME: Final = "__typename"


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    """What the asker calls it: the alias where there is one."""
    name: str
    arguments: str = ""
    """As they are written in a query, parentheses included."""
    variables: frozenset[str] = frozenset()
    """Those that the arguments use."""
    selections: "Selections" = ()
    internal: bool = False
    """Asked for by a key or by `@requires`, not by the caller."""


@dataclass(frozen=True, slots=True)
class Fragment:
    on: str
    selections: "Selections"


Selections = tuple[Field | Fragment, ...]
NestsIn = Callable[[str, str], bool]
"""Whether the first type is the second, or one of those that it stands for."""


def collect(type_name: str, selections: Iterable[Field | Fragment], nests_in: NestsIn) -> dict[str, Field]:
    """The fields asked of one object type, by response key, merged as GraphQL merges them."""
    fields: dict[str, Field] = {}
    for field in _applying(type_name, selections, nests_in):
        known = fields.get(field.key)
        if known is None:
            fields[field.key] = field
        elif field.selections:
            fields[field.key] = replace(known, selections=known.selections + field.selections)
    return fields


def _applying(type_name: str, selections: Iterable[Field | Fragment], nests_in: NestsIn) -> Iterator[Field]:
    for each in selections:
        if isinstance(each, Field):
            yield each
        elif nests_in(type_name, each.on):
            yield from _applying(type_name, each.selections, nests_in)


def agree(selections: Iterable[Field | Fragment]) -> bool:
    """Whether no field is asked for twice with different arguments: one representation has room for one."""
    seen: dict[str, Field] = {}
    fragments: list[Fragment] = []
    for each in selections:
        if isinstance(each, Fragment):
            fragments.append(each)
            continue
        known = seen.get(each.key)
        if known is not None and known.arguments != each.arguments:
            return False
        below = each.selections if known is None else known.selections + each.selections
        seen[each.key] = replace(each, selections=below)
    plain: Selections = tuple(seen.values())
    return all(agree(field.selections) for field in seen.values()) and all(
        agree(plain + fragment.selections) for fragment in fragments
    )


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names.add(node.name.value)


class _Reader:
    def __init__(self, document: DocumentNode, true: Collection[str], *, internal: bool) -> None:
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._true, self._internal = true, internal

    def read(self, asked: SelectionSetNode | None) -> Selections:
        return tuple(self._each(asked)) if asked else ()

    def _each(self, asked: SelectionSetNode) -> Iterator[Field | Fragment]:
        for node in asked.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield self._field(node)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                yield Fragment(fragment.type_condition.name.value, self.read(fragment.selection_set))
            elif isinstance(node, InlineFragmentNode) and node.type_condition is None:
                yield from self._each(node.selection_set)
            elif isinstance(node, InlineFragmentNode) and node.type_condition:
                yield Fragment(node.type_condition.name.value, self.read(node.selection_set))

    def _field(self, node: FieldNode) -> Field:
        written, variables = "", frozenset[str]()
        if node.arguments:
            in_order = sorted(node.arguments, key=lambda argument: argument.name.value)
            written = f"({', '.join(map(print_ast, in_order))})"
            found = _Variables()
            for argument in in_order:
                visit(argument, found)
            variables = frozenset(found.names)
        return Field(
            key=(node.alias or node.name).value,
            name=node.name.value,
            arguments=written,
            variables=variables,
            selections=self.read(node.selection_set),
            internal=self._internal,
        )

    def _included(self, node: object) -> bool:
        for directive in getattr(node, "directives", None) or ():
            name = directive.name.value
            if name not in ("skip", "include"):
                continue
            value = directive.arguments[0].value
            holds = value.name.value in self._true if isinstance(value, VariableNode) else value.value
            if holds is (name == "skip"):
                return False
        return True


def of_operation(
    document: DocumentNode, operation: OperationDefinitionNode, true: Collection[str]
) -> Selections:
    """What a valid operation asks for; `true` names the Boolean variables that hold."""
    return _Reader(document, true, internal=False).read(operation.selection_set)


@lru_cache(maxsize=4096)
def of_field_set(written: str) -> Selections:
    """What a key, `@requires` or `@provides` names (`id organisation { id }`)."""
    document = parse("{" + written + "}", no_location=True)
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    return _Reader(document, (), internal=True).read(operations[0].selection_set)
