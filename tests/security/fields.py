"""Every field of every service's part of the graph, with the permission it declares, and a query that asks
for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from shared.auth.permission import Permitted
from shared.graphql.field_permissions import declared, of_type
from shared.graphql.subgraph import Subgraph
from tests.graph import ENTITIES
from tests.security.routes import SERVICES

SOMEBODY = str(UUID(int=7))

KEYS: dict[str, dict[str, str]] = {
    "Lot": {"code": "Powys"},
    "Operation": {"programme": "oows", "esfArea": "East Wales", "strand": "25+"},
}
"""The keys of entities that are not known by an id."""

FEDERATION = {"_entities", "_service"}


@dataclass(frozen=True)
class Asked:
    """A field of a service's graph. `entrance` is who is let through to its type at all, where other
    services can refer to it."""

    service: str
    type: str
    name: str
    field: GraphQLField
    permission: Permitted | None
    entrance: Permitted | None

    def __str__(self) -> str:
        return f"{self.service} {self.type}.{self.name}"

    @property
    def is_reached(self) -> bool:
        """Whether it can be asked for by itself: at the root, or of an entity."""
        return self.name not in FEDERATION and (self.type == "Query" or self.type in entities(self.service))

    def query(self) -> tuple[str, dict[str, Any]]:
        """A query for this field and what is below it, and its variables."""
        required = [name for name, each in self.field.args.items() if is_required_argument(each)]
        arguments = ", ".join(f"{name}: {_literal(name, self.field.args[name])}" for name in required)
        below = "" if is_leaf_type(get_named_type(self.field.type)) else " { __typename }"
        asked = f"{self.name}{f'({arguments})' if arguments else ''}{below}"
        if self.type == "Query":
            return f"{{ {asked} }}", {}
        reference = {"__typename": self.type, **KEYS.get(self.type, {"id": SOMEBODY})}
        return ENTITIES % f"... on {self.type} {{ {asked} }}", {"of": [reference]}


def subgraph(service: str) -> Subgraph:
    found = SERVICES[service].subgraph
    assert found is not None
    return found


def entities(service: str) -> dict[str, type]:
    """The types other services can refer to; those that are only named here are known elsewhere."""
    union = subgraph(service).schema.type_map["_Entity"]
    assert isinstance(union, GraphQLUnionType)
    named = {kind.name: kind.extensions["strawberry-definition"].origin for kind in union.types}
    return {name: origin for name, origin in named.items() if hasattr(origin, "of_references")}


def every() -> Iterator[Asked]:
    """The fields as the schemas have them, not as a list says."""
    for service in SERVICES:
        known = entities(service)
        for shown, field in declared(subgraph(service).schema):
            entrance = of_type(known[shown.type]) if shown.type in known else None
            yield Asked(service, shown.type, shown.field, field, shown.permission, entrance)


def _literal(name: str, argument: GraphQLArgument) -> str:
    assert name in ("id", "code"), f"say what {name} could be, a {argument.type}"
    return f'"{SOMEBODY}"' if name == "id" else '"Powys"'
