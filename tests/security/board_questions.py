"""The whole question a board can ask of a service's part of the graph: every field below Lot and below the
root that its role may see."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from shared.auth.permission import Permitted
from shared.contracts.vocabulary import Role
from shared.graphql.field_permissions import declared
from tests.security.fields import subgraph
from tests.security.holders import holders

LEFT_OUT = {
    **dict.fromkeys(
        [("Lot", "providers"), ("Query", "partner"), ("Query", "provider"), ("Query", "partners")],
        "the register of partners: organisations, which everybody who refers has to find",
    ),
    (
        "Programme",
        "lots",
    ): "every lot there is: a board's own is asked by reference",
}
"""Fields that are not asked, with the reason."""
FEDERATION = {"_entities", "_service"}


def permitted(permission: Permitted | None) -> bool:
    """Whether a board sees what declares this permission."""
    return permission is None or Role.APB in holders(permission)


def question(service: str) -> str:
    """A query with the variables `$day`, and `$of` for the lot's reference; where there is a root field for
    boards, `$lot` too."""
    schema = subgraph(service).schema
    seen = {(each.type, each.field) for each, _ in declared(schema) if permitted(each.permission)}
    lot = _selection(schema, schema.type_map["Lot"], seen, ())
    asked = f"_entities(representations: $of) {{ ... on Lot {lot} }}"
    root = _selection(schema, schema.type_map["Query"], seen, ())[1:-1]
    variables = "$of: [_Any!]!" + "".join(
        f", ${name}: {kind}" for name, kind in (("day", "Date"), ("lot", "ID!")) if f"${name}" in asked + root
    )
    return f"query ({variables}) {{ {asked} {root} }}"


def _selection(schema: GraphQLSchema, kind: Any, seen: set[tuple[str, str]], path: tuple[str, ...]) -> str:
    """All fields of a type that a board sees; of a type that is being selected already, its name."""
    assert isinstance(kind, GraphQLObjectType)
    if kind.name in path:
        return "{ __typename }"
    below = (*path, kind.name)
    fields = [_field(schema, name, field, seen, below) for name, field in _fields(kind, seen)]
    return f"{{ __typename {' '.join(fields)} }}"


def _fields(kind: GraphQLObjectType, seen: set[tuple[str, str]]) -> Iterator[tuple[str, GraphQLField]]:
    for name, field in kind.fields.items():
        if (kind.name, name) in seen and (kind.name, name) not in LEFT_OUT and name not in FEDERATION:
            yield name, field


def _field(
    schema: GraphQLSchema, name: str, field: GraphQLField, seen: set[tuple[str, str]], path: tuple[str, ...]
) -> str:
    given = ["asOf: $day"] if "asOf" in field.args else []
    code = '"oows"' if name == "programme" else "$lot"
    given += [f"code: {code}" for each in field.args.values() if is_required_argument(each)]
    arguments = f"({', '.join(given)})" if given else ""
    kind = get_named_type(field.type)
    return f"{name}{arguments}" + ("" if is_leaf_type(kind) else f" {_selection(schema, kind, seen, path)}")


def rows(answer: Any, name: str = "") -> Any:
    """What of an answer is no count: which rows it has, in which order, and what they are called."""
    if isinstance(answer, dict):
        return {key: rows(value, key) for key, value in answer.items()}
    if isinstance(answer, list):
        return [rows(each) for each in answer]
    is_count = answer is None or (isinstance(answer, int | float) and not isinstance(answer, bool))
    return "count" if is_count or name in ("asOf", "quarter") else answer
