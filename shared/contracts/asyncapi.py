"""Generates the AsyncAPI 3 document: channels of the bus with keys, headers, facts and examples, and the
messages that subscribers are posted."""

from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from shared.contracts.publishers import publisher_of
from shared.contracts.vocabulary import WebhookType
from shared.contracts.webhooks import MESSAGES
from shared.messaging.envelope import PARTITIONS, Envelope
from shared.messaging.fact import Fact
from shared.messaging.kafka.codec import encode

FILE: Final = Path(__file__).parent / "asyncapi.json"

_EXAMPLE_ID: Final = UUID("0198f3d2-7a00-7c3e-8f1a-0c9d2b4e6a10")
_TEXT: Final = {"type": "string"}
_UUID: Final = {"type": "string", "format": "uuid"}
_INSTANT: Final = {"type": "string", "format": "date-time"}

_HEADERS: Final = {
    "type": "object",
    "description": "CloudEvents 1.0 in binary mode: the attributes are headers, the value is the data alone.",
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "content-type": {"const": "application/json"},
        "ce_id": _UUID | {"description": "With ce_source, what tells a repetition from something new."},
        "ce_type": _TEXT,
        "ce_source": _TEXT | {"description": "urn:dolen:<service>"},
        "ce_subject": _UUID | {"description": "What the fact is about; the same as the record's key."},
        "ce_partitionkey": _UUID,
        "ce_aggversion": _TEXT
        | {
            "pattern": "^[1-9][0-9]*$",
            "description": "1, 2, 3 … per key without gaps: a lower one is a repetition, a higher one has "
            "overtaken another.",
        },
        "ce_time": _INSTANT | {"description": "When it happened."},
        "ce_recordedat": _INSTANT | {"description": "When we were told."},
        "ce_correlationid": _TEXT | {"description": "Runs through everything that follows from one call."},
        "ce_causationid": _TEXT | {"description": "The id of the fact that this one follows from."},
        "ce_traceparent": _TEXT | {"description": "W3C Trace Context."},
    },
    "required": [
        *("content-type", "ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject"),
        *("ce_partitionkey", "ce_aggversion", "ce_time", "ce_recordedat", "ce_correlationid"),
    ],
}

_WEBHOOK_HEADERS: Final = {
    "type": "object",
    "description": "Standard Webhooks 1.0.",
    "properties": {
        "webhook-id": _UUID | {"description": "The same at every attempt: take each once."},
        "webhook-timestamp": _TEXT | {"description": "When it was attempted, in seconds since 1970."},
        "webhook-signature": _TEXT | {"description": "`v1,…`; two while a secret is changed."},
    },
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
}
WEBHOOKS: Final = "webhooks"
"""The name of the one channel that is not a topic."""


def document(facts: dict[str, type[Fact]], examples: Path) -> bytes:
    """The document for `facts`, with their golden examples out of the folder `examples`, as JSON."""
    by_topic = {
        topic: sorted(each.type for each in among)
        for topic, among in groupby(sorted(facts.values(), key=_topic), _topic)
    }
    schemas: dict[str, Any] = {}
    messages = {name: _message(fact, examples / f"{name}.json", schemas) for name, fact in facts.items()}
    said = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Dolen: facts between services",
            "version": "1",
            "license": {"name": "Apache-2.0"},
            "description": (
                "What happened, in the past tense, with ids and coarse attributes and never with a person's "
                "name. Fields may be added at any time: ignore those you do not know. Anything else is a new "
                "version of the type."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic, types) for topic, types in by_topic.items()}
        | {WEBHOOKS: _webhooks()},
        "operations": {
            f"tell.{WEBHOOKS}": {"action": "send", "channel": {"$ref": f"#/channels/{WEBHOOKS}"}},
        }
        | {
            f"tell.{topic}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{topic}"},
                "messages": [{"$ref": f"#/channels/{topic}/messages/{name}"} for name in types],
            }
            for topic, types in by_topic.items()
        },
        "components": {
            "messages": messages | _webhook_messages(schemas),
            "schemas": dict(sorted(schemas.items()))
            | {"Headers": _HEADERS, "WebhookHeaders": _WEBHOOK_HEADERS},
        },
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _webhooks() -> dict[str, Any]:
    """The channel of each subscriber: an address of theirs."""
    return {
        "address": None,
        "title": "An address that was subscribed",
        "description": "Signed as Standard Webhooks has it. What is told about one thing comes in order.",
        "messages": {type.value: {"$ref": f"#/components/messages/{type.value}"} for type in WebhookType},
    }


def _webhook_messages(schemas: dict[str, Any]) -> dict[str, Any]:
    """The messages to subscribers; the schemas they share with others are added to `schemas`."""
    found = {}
    for type, shape in MESSAGES.items():
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        found[type.value] = {
            "name": type.value,
            "title": shape.__doc__,
            "contentType": "application/json",
            "headers": {"$ref": "#/components/schemas/WebhookHeaders"},
            "payload": schema,
        }
    return found


def _topic(fact: type[Fact]) -> str:
    return fact.topic


def _channel(topic: str, types: list[str]) -> dict[str, Any]:
    return {
        "address": topic,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in types},
        "bindings": {
            "kafka": {
                "topic": topic,
                "partitions": PARTITIONS,
                "replicas": 3,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": -1},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _message(fact: type[Fact], example: Path, schemas: dict[str, Any]) -> dict[str, Any]:
    """One message; the schemas it shares with others are added to `schemas`."""
    schema = fact.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    said: dict[str, Any] = {
        "name": fact.type,
        "title": fact.__name__,
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/Headers"},
        "payload": schema,
        "bindings": {
            "kafka": {
                "key": _UUID | {"description": f"The field {fact.key}."},
                "bindingVersion": "0.5.0",
            }
        },
    }
    if example.exists():
        said["examples"] = [_example(fact, example.read_bytes())]
    return said


def _example(fact: type[Fact], data: bytes) -> dict[str, Any]:
    """Return the golden example as the record that would carry it."""
    parsed = fact.read(data)
    payload: dict[str, Any] = orjson.loads(data)
    at = payload["happened_at"]
    attributes = {
        "source": f"urn:dolen:{publisher_of(fact.topic)}",
        "time": at,
        "recordedat": at,
        "correlationid": str(_EXAMPLE_ID),
    }
    record = encode(
        Envelope(
            id=_EXAMPLE_ID,
            type=fact.type,
            topic=fact.topic,
            key=parsed.subject(),
            aggversion=1,
            headers=orjson.dumps(attributes),
            data=data,
        )
    )
    headers = {name: value.decode() for name, value in record["headers"]}
    return {"name": f"{fact.__name__}, golden example", "headers": headers, "payload": payload}
