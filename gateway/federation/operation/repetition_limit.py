"""Counts repeated fields at one position, because validation compares each repetition with every other."""

from collections import Counter
from collections.abc import Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    Visitor,
    visit,
)


class RepetitionLimit(Visitor):
    """Finds the `most` repetitions of a response key at one position of a document, fragments included."""

    def __init__(self, document: DocumentNode) -> None:
        super().__init__()
        self.most = 0
        self._fragments: Mapping[str, FragmentDefinitionNode] = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._by_fragment: dict[str, Counter[str]] = {}
        visit(document, self)

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> None:
        self.most = max(self.most, *self._keys(node).values(), 0)

    def _keys(self, selection_set: SelectionSetNode) -> Counter[str]:
        keys: Counter[str] = Counter()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                keys[(node.alias or node.name).value] += 1
            elif isinstance(node, InlineFragmentNode):
                keys += self._keys(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                keys += self._keys_of_fragment(node.name.value)
        return keys

    def _keys_of_fragment(self, name: str) -> Counter[str]:
        if name not in self._by_fragment:
            self._by_fragment[name] = Counter()  # for a cycle: validation refuses it
            if fragment := self._fragments.get(name):
                self._by_fragment[name] = self._keys(fragment.selection_set)
        return self._by_fragment[name]
