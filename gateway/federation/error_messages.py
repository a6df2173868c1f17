"""Catalogues the messages of GraphQL errors: one English sentence for each error code."""

from collections.abc import Callable
from typing import Any, Final

Translate = Callable[[str], str]
"""Puts a sentence of MESSAGES, its placeholders included, into the caller's language."""

MESSAGES: Final = {
    # the request, before any subgraph is asked
    "unreadable": "A GraphQL request is a JSON object, with a text as query and an object as variables.",
    "no-batches": "One operation per request: batches are not taken.",
    "no-query": "The request has no query that could be asked this way.",
    "not-a-query": "Only queries can be asked this way.",
    "persisted-only": "Only persisted operations are answered here.",
    "unknown-operation": "There is no such operation, or it is not said which one is meant.",
    "not-supported": "{part} is not supported here.",
    "no-introspection": "The schema is told to partners only.",
    "invalid-operation": "The operation does not fit the graph.",
    "invalid-variables": "The variables do not fit the operation.",
    "variables-too-deep": "The variables are nested too deeply.",
    "unreachable": "No service can answer the field {field} where it is asked.",
    # the cost of the operation
    "too-long": "The operation is longer than {limit} characters.",
    "too-many-tokens": "The operation has more than {limit} words and signs.",
    "too-deep": "The operation is nested deeper than {limit} levels.",
    "too-many-aliases": "The operation has more than {limit} aliases.",
    "too-many-root-fields": "The operation asks for more than {limit} fields at its root.",
    "too-many-repeats": "The operation asks for one field more than {limit} times in the same place.",
    "too-costly": "The answer could have more than {limit} fields.",
    "renamed-introspection": "Fields of the schema itself cannot be given another name.",
    # a part of the response
    "unavailable": "The service {service} is not available just now.",
    "too-slow": "The service {service} did not answer in time.",
    "fault": "Something went wrong in the service {service}.",
    "broken-off": "The service {service} gave no proper answer.",
    "too-large": "The answer of the service {service} is larger than is taken.",
    "too-many-objects": "More objects would have to be looked up in the service {service} than are allowed.",
    "invalid-answer": "A service told nothing here, or something that is not part of the graph.",
    "more": "There are more errors than are told.",
}


def in_english(sentence: str) -> str:
    """The translation into English: the sentence itself."""
    return sentence


def message(code: str, translate: Translate, **details: Any) -> str:
    """The message of an error. `details` fill the placeholders of its sentence."""
    return translate(MESSAGES[code]).format(**details)
