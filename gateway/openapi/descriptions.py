"""Describes what no model describes itself: fields and parameters, by their names out of one list, so that a
word is explained alike wherever it stands."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_FILE = Path(__file__).parent / "field_descriptions.toml"


def describe(document: Json) -> None:
    """Complete the document: give schemas the titles under which they are kept, and fields and parameters
    their descriptions. What is described already stays so."""
    for name, schema in document["components"]["schemas"].items():
        schema["title"] = name
        for field, described in fields(schema):
            described.pop("title", None)
            _give(described, field)
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                parameter.get("schema", {}).pop("title", None)
                _give(parameter, parameter["name"].lower().replace("-", "_"))


def fields(node: Any) -> Iterator[tuple[str, Json]]:
    """Every field of a schema and of those inside it, by its name."""
    if isinstance(node, list):
        for each in node:
            yield from fields(each)
    elif isinstance(node, dict):
        yield from (node.get("properties") or {}).items()
        for key, inner in node.items():
            if key == "properties":
                yield from fields(list(inner.values()))
            elif key in ("items", "anyOf", "oneOf", "allOf", "additionalProperties"):
                yield from fields(inner)


def _give(described: Json, name: str) -> None:
    if "description" not in described and (said := _known().get(name)):
        described["description"] = said


@cache
def _known() -> dict[str, str]:
    return tomllib.loads(_FILE.read_text())
