"""The AsyncAPI document holds together: what it refers to is there, and examples are what it describes."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import orjson
import pytest

from shared.contracts import asyncapi
from shared.contracts.publish import facts
from shared.contracts.vocabulary import WebhookType
from shared.messaging.envelope import PARTITIONS

DOCUMENT: dict[str, Any] = orjson.loads(asyncapi.FILE.read_bytes())
TOPICS: dict[str, Any] = {
    name: channel for name, channel in DOCUMENT["channels"].items() if name != asyncapi.WEBHOOKS
}


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def resolved(reference: str) -> Any:
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_everything_referred_to_is_there() -> None:
    assert {reference for reference in references(DOCUMENT) if not resolved(reference)} == set()


def test_every_fact_is_in_the_channel_of_its_topic_and_in_no_other() -> None:
    places = {(topic, name) for topic, channel in TOPICS.items() for name in channel["messages"]}
    assert places == {(fact.topic, name) for name, fact in facts().items()}


def test_channels_say_how_many_partitions_there_are() -> None:
    bindings = [channel["bindings"]["kafka"] for channel in TOPICS.values()]
    assert {binding["partitions"] for binding in bindings} == {PARTITIONS}


@pytest.mark.parametrize("name", sorted(facts()))
def test_an_example_is_what_the_document_describes(name: str) -> None:
    message = DOCUMENT["components"]["messages"][name]
    [example] = message["examples"]
    jsonschema.validate(example["payload"], {**message["payload"], "components": DOCUMENT["components"]})
    jsonschema.validate(example["headers"], DOCUMENT["components"]["schemas"]["Headers"])
    assert example["headers"]["ce_subject"] == example["payload"][facts()[name].key]
    assert example["headers"]["ce_type"] == name


def test_every_message_to_subscribers_is_in_a_channel_without_an_address_of_ours() -> None:
    channel = DOCUMENT["channels"][asyncapi.WEBHOOKS]
    assert channel["address"] is None
    assert channel["messages"].keys() == set(WebhookType)
    for name in WebhookType:
        payload = DOCUMENT["components"]["messages"][name]["payload"]
        assert payload["required"] == ["id", "type", "timestamp", "data"]
