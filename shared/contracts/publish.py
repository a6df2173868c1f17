"""Generates the JSON Schema of every fact, and one AsyncAPI document of all, beside their golden examples;
`--check` finds drift from what is committed."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

import orjson
from pydantic import ValidationError

from shared.contracts import asyncapi
from shared.messaging.fact import KNOWN, Fact

FOLDER = Path(__file__).parent
SCHEMAS, EXAMPLES = FOLDER / "schemas", FOLDER / "examples"
MODULES = ("referral", "participant", "readiness", "participant_restated", "outcome", "employer", "placement")

PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def facts() -> dict[str, type[Fact]]:
    """Every fact of the contract, by type."""
    for module in MODULES:
        import_module(f"shared.contracts.{module}")
    return {name: fact for name, fact in sorted(KNOWN.items()) if fact.__module__.startswith("shared.")}


def schema(fact: type[Fact]) -> bytes:
    """The JSON Schema of a fact, with where it is published."""
    described = fact.model_json_schema()
    described["$id"] = fact.type
    described["x-topic"], described["x-key"] = fact.topic, fact.key
    return orjson.dumps(described, option=PRETTY)


def problems() -> list[str]:
    """What is out of date or unreadable, one sentence each."""
    said = []
    known = facts()
    for name, fact in known.items():
        file = SCHEMAS / f"{name}.json"
        if not file.exists() or file.read_bytes() != schema(fact):
            said.append(f"{file.name} is out of date: run `make contracts` and look at the difference.")
        if not list(EXAMPLES.glob(f"{name}*.json")):
            said.append(f"{name} has no golden example: add {EXAMPLES.name}/{name}.json.")
    for file in sorted(EXAMPLES.glob("*.json")):
        name = file.stem.partition("@")[0]
        if name not in known:
            said.append(f"{file.name}: a fact that was published may not disappear; bring {name} back.")
            continue
        try:
            known[name].read(file.read_bytes())
        except ValidationError as error:
            where = ", ".join(str(each["loc"]) for each in error.errors())
            said.append(
                f"{file.name} can no longer be read ({where}): a breaking change is a new type version."
            )
    said += [
        f"{file.name} describes no fact: remove it."
        for file in SCHEMAS.glob("*.json")
        if file.stem not in known
    ]
    if not asyncapi.FILE.exists() or asyncapi.FILE.read_bytes() != asyncapi.document(known, EXAMPLES):
        said.append(f"{asyncapi.FILE.name} is out of date: run `make contracts` and look at the difference.")
    return said


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="say what is out of date, write nothing")
    if arguments.parse_args().check:
        if said := problems():
            sys.exit("\n".join(said))
        return
    SCHEMAS.mkdir(exist_ok=True)
    for name, fact in facts().items():
        (SCHEMAS / f"{name}.json").write_bytes(schema(fact))
    asyncapi.FILE.write_bytes(asyncapi.document(facts(), EXAMPLES))


if __name__ == "__main__":
    main()
