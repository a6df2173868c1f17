"""Questions written anew: without one of their parts, or with their conditions decided beforehand."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    REMOVE,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    value_from_ast_untyped,
    visit,
)

from tests.verification.differential.questions import Question

_PARTS: Final = (FieldNode, FragmentSpreadNode, InlineFragmentNode, DirectiveNode)
_CONDITIONS: Final = ("skip", "include")


class Emptied(Exception):
    """Somewhere nothing would be left to ask for."""


def parts(question: Question) -> int:
    """Of how many a question consists."""
    return sum(1 for _ in _of(parse(question.text), *_PARTS))


def without(question: Question, at: int) -> Question:
    """The question without its part number `at`, counted from outside to inside. Raises Emptied."""
    return _made(visit(parse(question.text, no_location=True), _Taking(at)), question)


def decided(question: Question) -> Question:
    """The same question without @skip and @include, by what its variables say (GraphQL, 3.13). Raises
    Emptied."""
    document = parse(question.text, no_location=True)
    values = {
        each.variable.name.value: value_from_ast_untyped(each.default_value)
        for each in _of(document, VariableDefinitionNode)
        if each.default_value is not None
    }
    return _made(visit(document, _Deciding({**values, **question.variables})), question)


class _Taking(Visitor):
    def __init__(self, at: int) -> None:
        super().__init__()
        self._left = at

    def enter(self, node: Node, *_: Any) -> Any:
        if isinstance(node, _PARTS):
            self._left -= 1
            return REMOVE if self._left == -1 else None
        return None


class _Deciding(Visitor):
    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        self._values = values

    def enter(self, node: Node, *_: Any) -> Any:
        if isinstance(node, DirectiveNode):
            return REMOVE if node.name.value in _CONDITIONS else None
        for each in getattr(node, "directives", None) or ():
            if each.name.value in _CONDITIONS:
                told = each.arguments[0].value
                is_true = told.value if isinstance(told, BooleanValueNode) else self._values[told.name.value]
                if is_true is (each.name.value == "skip"):
                    return REMOVE
        return None


class _Undeclaring(Visitor):
    """Takes away the variables that nothing uses."""

    def __init__(self, used: set[str]) -> None:
        super().__init__()
        self._used = used

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> Any:
        return None if node.variable.name.value in self._used else REMOVE


def _made(document: DocumentNode, question: Question) -> Question:
    kept = _spread(document)
    if any(not each.selections for each in _of(kept, SelectionSetNode)):
        raise Emptied
    used = {each.name.value for each in _of(kept, VariableNode, below=VariableDefinitionNode)}
    kept = visit(kept, _Undeclaring(used))
    text = "\n".join(" ".join(print_ast(each).split()) for each in kept.definitions)
    return Question(text, {name: value for name, value in question.variables.items() if name in used})


def _spread(document: DocumentNode) -> DocumentNode:
    """Without the fragments that nothing spreads."""
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    wanted: dict[str, FragmentDefinitionNode] = {}
    waiting: list[Node] = list(operations)
    while waiting:
        for spread in _of(waiting.pop(), FragmentSpreadNode):
            name = spread.name.value
            if name not in wanted:
                wanted[name] = fragments[name]
                waiting.append(fragments[name])
    return DocumentNode(definitions=(*operations, *wanted.values()))


def _of(node: Node, *kinds: type[Any], below: type[Any] | None = None) -> Iterator[Any]:
    """The nodes of some kinds, from outside to inside; not those in a node of the kind `below`."""
    found: list[Any] = []

    class Finding(Visitor):
        def enter(self, each: Node, *_: Any) -> Any:
            if below is not None and isinstance(each, below):
                return False
            if isinstance(each, kinds):
                found.append(each)
            return None

    visit(node, Finding())
    return iter(found)
