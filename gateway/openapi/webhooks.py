"""Describes the messages that subscribers are posted, as OpenAPI 3.1 has webhooks."""

from typing import Any, Final

from pydantic.json_schema import models_json_schema

from shared.contracts.vocabulary import WebhookType
from shared.contracts.webhooks import MESSAGES

Json = dict[str, Any]

_TEXT: Final = {"type": "string"}
_HEADERS: Final = {
    "webhook-id": (_TEXT, "The same at every attempt: take each once."),
    "webhook-timestamp": (_TEXT, "When it was attempted, in seconds since 1970; refuse what is old."),
    "webhook-signature": (_TEXT, "`v1,…` over id, time and body; two while a secret is changed."),
}
_RESPONSES: Final = {
    "2XX": {"description": "You have it. Anything else, a redirect included, is tried again."},
    "410": {"description": "You want no more: the subscription ends."},
}


def webhooks() -> Json:
    """Return a webhook for each type of message."""
    return {type.value: {"post": _operation(type)} for type in WebhookType}


def schemas() -> Json:
    """Return the schemas that they refer to, by their names."""
    shapes = [(shape, "serialization") for shape in dict.fromkeys(MESSAGES.values())]
    _, found = models_json_schema(shapes, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    described: Json = found["$defs"]
    return described


def _operation(type: WebhookType) -> Json:
    shape = MESSAGES[type]
    words = type.value.replace("-", ".").split(".")
    return {
        "tags": ["webhooks"],
        "summary": type.value,
        "description": shape.__doc__,
        "operationId": "tell" + "".join(map(str.capitalize, words)),
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": schema, "description": said}
            for name, (schema, said) in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}},
        },
        "responses": _RESPONSES,
    }
