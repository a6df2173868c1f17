"""Refuses control characters in the texts of an operation and of its variables, before a subgraph is asked:
many a database cannot hold them, and fails."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from graphql import GraphQLError, StringValueNode, ValidationRule, VariableDefinitionNode

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All but the new line and the tab."""
_SENTENCE: Final = "Control characters are not allowed"


class NoControlCharacters(ValidationRule):
    """Validates the text literals of a document."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if _CONTROL.search(node.value):
            self.report_error(GraphQLError(f"{_SENTENCE}.", node))


def errors_of_texts(
    values: Mapping[str, Any], definitions: Iterable[VariableDefinitionNode]
) -> Iterator[GraphQLError]:
    """Check the values of variables: an error for each text with a control character, at the definition of
    its variable."""
    for definition in definitions:
        name = definition.variable.name.value
        for place in _places(values.get(name), ""):
            yield GraphQLError(f"Variable '${name}' has invalid value{place}: {_SENTENCE}.", definition)


def _places(value: Any, place: str) -> Iterator[str]:
    """Where in a value such a text stands."""
    if isinstance(value, str):
        if _CONTROL.search(value):
            yield f" at {place}" if place else ""
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _places(each, f"{place}.{name}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _places(each, f"{place}[{index}]")
