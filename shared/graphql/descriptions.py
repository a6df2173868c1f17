"""Describes what of the graph no docstring describes: types, fields and arguments, by their names out of one
list, so that a word is explained alike wherever it stands."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from graphql import GraphQLObjectType, GraphQLSchema

FILE: Final = Path(__file__).parent.parent / "contracts" / "graph_descriptions.toml"


def describe(schema: GraphQLSchema) -> None:
    """Give every type, field and argument that has no description the one in the list: that of its own place,
    or else that of its name. What is described already stays so."""
    known = descriptions()
    for kind in schema.type_map.values():
        if kind.name.startswith("_"):
            continue
        kind.description = kind.description or known["types"].get(kind.name)
        if not isinstance(kind, GraphQLObjectType):
            continue
        for name, field in kind.fields.items():
            place = f"{kind.name}.{name}"
            field.description = field.description or _of(known["fields"], place, name)
            for argument_name, argument in field.args.items():
                said = _of(known["arguments"], f"{place}.{argument_name}", argument_name)
                argument.description = argument.description or said


def _of(known: Mapping[str, str], place: str, name: str) -> str | None:
    return known.get(place) or known.get(name)


@cache
def descriptions() -> Mapping[str, Mapping[str, str]]:
    """The list: `types`, `fields` and `arguments` by name, or by place where a name means something else
    there."""
    return tomllib.loads(FILE.read_text())
