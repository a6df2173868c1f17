"""Reads selection sets into fields and fragments: spreads are inlined, `@skip` and `@include` decided.

Operations select fields so, and so do the field sets of keys, `@requires` and `@provides`."""

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
    """The response key: the alias where there is one."""
    name: str
    arguments: str = ""
    """As they are printed in a query, parentheses included."""
    variables: frozenset[str] = frozenset()
    """The variables that the arguments use."""
    selections: "Selections" = ()
    internal: bool = False
    """Selected by a key or by `@requires`, not by the caller."""


@dataclass(frozen=True, slots=True)
class Fragment:
    on: str
    selections: "Selections"


Selections = tuple[Field | Fragment, ...]
NestsIn = Callable[[str, str], bool]
"""Whether the first type is the second, or one of its members."""


def collect(type_name: str, selections: Iterable[Field | Fragment], nests_in: NestsIn) -> dict[str, Field]:
    """Collect the fields selected of one object type, by response key, merged as GraphQL merges them."""
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
    """Whether no field is selected twice with different arguments: a representation has room for one."""
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


class _SelectionReader:
    def __init__(self, document: DocumentNode, true_variables: Collection[str], *, internal: bool) -> None:
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._true, self._internal = true_variables, internal

    def read(self, selection_set: SelectionSetNode | None) -> Selections:
        return tuple(self._each(selection_set)) if selection_set else ()

    def _each(self, selection_set: SelectionSetNode) -> Iterator[Field | Fragment]:
        for node in selection_set.selections:
            if not self._is_included(node):
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
        arguments, variables = "", frozenset[str]()
        if node.arguments:
            by_name = sorted(node.arguments, key=lambda argument: argument.name.value)
            arguments = f"({', '.join(map(print_ast, by_name))})"
            variables_visitor = _Variables()
            for argument in by_name:
                visit(argument, variables_visitor)
            variables = frozenset(variables_visitor.names)
        return Field(
            key=(node.alias or node.name).value,
            name=node.name.value,
            arguments=arguments,
            variables=variables,
            selections=self.read(node.selection_set),
            internal=self._internal,
        )

    def _is_included(self, node: object) -> bool:
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
    document: DocumentNode, operation: OperationDefinitionNode, true_variables: Collection[str]
) -> Selections:
    """Read the selections of a valid operation. `true_variables`: the names of the Boolean variables that are
    true."""
    return _SelectionReader(document, true_variables, internal=False).read(operation.selection_set)


@lru_cache(maxsize=4096)
def of_field_set(text: str) -> Selections:
    """Read the field set of a key, `@requires` or `@provides` (`id organisation { id }`)."""
    document = parse("{" + text + "}", no_location=True)
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    return _SelectionReader(document, (), internal=True).read(operations[0].selection_set)
