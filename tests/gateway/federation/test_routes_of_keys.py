"""Entities are followed over keys from the subgraph that names them to those that have more fields."""

from typing import Any

import pytest

from gateway.federation.error_messages import in_english
from gateway.federation.operation.prepare import RequestRefused
from tests.gateway.federation.subgraphs import FederatedGraph, Subgraph, federated_graph

QUERY = "type Query @join__type(graph: A) @join__type(graph: B)"


def two(body: str, a: Subgraph, b: Subgraph) -> FederatedGraph:
    return federated_graph(body, a=a, b=b)


PEOPLE = f"""
{QUERY} {{ people: [Person] @join__field(graph: A) }}
type Person @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
  id: ID!
  name: String @join__field(graph: A)
  age: Int @join__field(graph: B)
}}
"""


def people(*found: Any, down: str = "") -> FederatedGraph:
    """Names are told by a, ages by b."""
    return two(
        PEOPLE,
        Subgraph(
            "type Query { people: [Person] } type Person { id: ID! name: String }", lambda *_: list(found)
        ),
        Subgraph(
            "type Query { nothing: Int } type Person { id: ID! age: Int }",
            lambda told, _: 40 + int(told["id"]),
            entities="Person",
            down=down,
        ),
    )


async def test_fields_of_another_service_are_fetched_over_the_key() -> None:
    graph = people({"id": "1", "name": "Mair"})
    assert await graph.data("{ people { name age } }") == {"people": [{"name": "Mair", "age": 41}]}


async def test_a_key_that_nobody_asked_for_is_not_told() -> None:
    graph = people({"id": "1", "name": "Mair"})
    assert await graph.data("{ people { age } }") == {"people": [{"age": 41}]}


async def test_a_service_is_not_asked_without_need() -> None:
    graph = people({"id": "1", "name": "Mair"})
    await graph.data("{ people { id name } }")
    assert graph.services.order == ["a"]


async def test_the_same_object_is_asked_about_once() -> None:
    graph = people({"id": "1"}, {"id": "2"}, {"id": "1"})
    assert await graph.data("{ people { age } }") == {"people": [{"age": 41}, {"age": 42}, {"age": 41}]}
    [asked] = graph.services.by_name["b"].asked
    assert [told["id"] for told in asked["variables"]["r0"]] == ["1", "2"]


async def test_objects_that_are_null_are_not_followed() -> None:
    graph = people(None, {"id": "1"}, None)
    assert await graph.data("{ people { age } }") == {"people": [None, {"age": 41}, None]}


async def test_nobody_is_asked_about_no_objects() -> None:
    graph = people()
    assert await graph.data("{ people { age } }") == {"people": []}
    assert graph.services.order == ["a"]


async def test_an_object_with_a_null_key_is_not_followed() -> None:
    graph = two(
        f"""{QUERY} {{ people: [Person] @join__field(graph: A) }}
        type Person @join__type(graph: A, key: "nino") @join__type(graph: B, key: "nino") {{
          nino: String age: Int @join__field(graph: B) }}""",
        Subgraph(
            "type Query { people: [Person] } type Person { nino: String }",
            lambda *_: [{"nino": None}, {"nino": "QQ123456C"}],
        ),
        Subgraph(
            "type Query { nothing: Int } type Person { nino: String age: Int }",
            lambda *_: 30,
            entities="Person",
        ),
    )
    assert await graph.data("{ people { age } }") == {"people": [{"age": None}, {"age": 30}]}


async def test_a_compound_key_with_an_object_in_it_is_told_whole() -> None:
    graph = two(
        f"""{QUERY} {{ claim: Claim @join__field(graph: A) }}
        type Claim @join__type(graph: A, key: "number provider {{ id }}")
          @join__type(graph: B, key: "number provider {{ id }}") {{
          number: Int provider: Provider amount: Int @join__field(graph: B) }}
        type Provider @join__type(graph: A) @join__type(graph: B) {{ id: ID }}""",
        Subgraph(
            """type Query { claim: Claim } type Claim { number: Int provider: Provider }
            type Provider { id: ID }""",
            lambda *_: {"number": 7, "provider": {"id": "cais"}},
        ),
        Subgraph(
            "type Query { nothing: Int } type Claim { number: Int amount: Int }",
            lambda told, _: told["number"] * 100 + len(told["provider"]["id"]),
            entities="Claim",
        ),
    )
    assert await graph.data("{ claim { amount } }") == {"claim": {"amount": 704}}
    [asked] = graph.services.by_name["b"].asked
    assert asked["variables"]["r0"] == [{"__typename": "Claim", "number": 7, "provider": {"id": "cais"}}]


THREE = "type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C)"


def over_a_bridge() -> FederatedGraph:
    """a knows ids, c knows codes, b knows both."""
    return federated_graph(
        f"""{THREE} {{ lot: Lot @join__field(graph: A) }}
        type Lot @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
          @join__type(graph: B, key: "code") @join__type(graph: C, key: "code") {{
          id: ID! @join__field(graph: A) @join__field(graph: B)
          code: String! @join__field(graph: B) @join__field(graph: C)
          name: String @join__field(graph: C) }}""",
        a=Subgraph("type Query { lot: Lot } type Lot { id: ID! }", lambda *_: {"id": "1"}),
        b=Subgraph(
            "type Query { nothing: Int } type Lot { id: ID! code: String! }",
            lambda told, _: f"lot-{told['id']}",
            entities="Lot",
        ),
        c=Subgraph(
            "type Query { nothing: Int } type Lot { code: String! name: String }",
            lambda told, _: f"the {told['code']}",
            entities="Lot",
        ),
    )


async def test_a_service_that_knows_two_keys_leads_from_one_to_the_other() -> None:
    graph = over_a_bridge()
    assert await graph.data("{ lot { name } }") == {"lot": {"name": "the lot-1"}}
    assert graph.services.order == ["a", "b", "c"]


async def test_a_field_that_nothing_leads_to_is_refused_before_anybody_is_asked() -> None:
    graph = two(
        f"""{QUERY} {{ lot: Lot @join__field(graph: A) }}
        type Lot @join__type(graph: A) @join__type(graph: B, key: "id", resolvable: false) {{
          id: ID! name: String @join__field(graph: B) }}""",
        Subgraph("type Query { lot: Lot } type Lot { id: ID! }", lambda *_: {"id": "1"}),
        Subgraph("type Query { nothing: Int } type Lot { id: ID! name: String }"),
    )
    with pytest.raises(RequestRefused) as refused:
        await graph.ask("{ lot { name } }")
    [told] = refused.value.errors(in_english)
    assert told["extensions"]["code"] == "unreachable"
    assert graph.services.order == []


async def test_what_has_no_key_is_asked_again_from_the_object_above() -> None:
    graph = two(
        f"""{QUERY} {{ lot: Lot @join__field(graph: A) }}
        type Lot @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID! area: Area }}
        type Area @join__type(graph: A) @join__type(graph: B) {{
          name: String @join__field(graph: A) people: Int @join__field(graph: B) }}""",
        Subgraph(
            "type Query { lot: Lot } type Lot { id: ID! area: Area } type Area { name: String }",
            lambda *_: {"id": "1", "area": {"name": "Gwent"}},
        ),
        Subgraph(
            "type Query { nothing: Int } type Lot { id: ID! area: Area } type Area { people: Int }",
            lambda *_: {"people": 9},
            entities="Lot",
        ),
    )
    assert await graph.data("{ lot { area { name people } } }") == {
        "lot": {"area": {"name": "Gwent", "people": 9}}
    }


async def test_a_shared_root_field_is_asked_of_each_service_for_its_part() -> None:
    graph = two(
        f"""{QUERY} {{ now: Now }}
        type Now @join__type(graph: A) @join__type(graph: B) {{
          open: Int @join__field(graph: A) placed: Int @join__field(graph: B) }}""",
        Subgraph("type Query { now: Now } type Now { open: Int }", lambda *_: {"open": 3}),
        Subgraph("type Query { now: Now } type Now { placed: Int }", lambda *_: {"placed": 5}),
    )
    assert await graph.data("{ now { open placed } }") == {"now": {"open": 3, "placed": 5}}


async def test_a_shared_field_is_asked_where_its_object_is_known_already() -> None:
    graph = two(
        f"""{QUERY} {{ lot: Lot @join__field(graph: A) }}
        type Lot @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID! name: String }}""",
        Subgraph(
            "type Query { lot: Lot } type Lot { id: ID! name: String }",
            lambda *_: {"id": "1", "name": "Gwent"},
        ),
        Subgraph("type Query { nothing: Int } type Lot { id: ID! name: String }", entities="Lot"),
    )
    await graph.data("{ lot { name } }")
    assert graph.services.order == ["a"]


async def test_fields_of_one_service_at_two_places_go_in_one_request() -> None:
    graph = two(
        f"""{QUERY} {{ first: Person @join__field(graph: A) second: Person @join__field(graph: A) }}
        type Person @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID! age: Int @join__field(graph: B) }}""",
        Subgraph(
            "type Query { first: Person second: Person } type Person { id: ID! }",
            lambda _, info: {"id": "1" if info.field_name == "first" else "2"},
        ),
        Subgraph(
            "type Query { nothing: Int } type Person { id: ID! age: Int }",
            lambda told, _: int(told["id"]),
            entities="Person",
        ),
    )
    assert await graph.data("{ first { age } second { age } }") == {"first": {"age": 1}, "second": {"age": 2}}
    assert graph.services.order == ["a", "b"]
