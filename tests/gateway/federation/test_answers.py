"""Responses have the caller's names in the caller's order, with null and errors where GraphQL demands
them."""

import json
from typing import Any

import pytest
from graphql import GraphQLError

from gateway.federation.engine import OperationRequest
from gateway.federation.error_messages import in_english
from gateway.federation.execution.transport import RequestContext
from gateway.federation.operation.prepare import RequestRefused
from tests.gateway.federation.subgraphs import FederatedGraph, Subgraph, federated_graph

QUERY = "type Query @join__type(graph: A) @join__type(graph: B)"


def library(*, age: Any = 40, down: str = "", status: str = "OPEN") -> FederatedGraph:
    """a has people and their friends, b their ages and, as something that may not be null, their lots."""
    people: dict[str, Any] = {
        "1": {"__typename": "Person", "id": "1", "name": "Mair", "status": status},
        "2": {"__typename": "Person", "id": "2", "name": "Ifan", "status": "OPEN"},
    }
    people["2"]["friends"] = None
    people["1"]["friends"] = [{**people["2"]}, {**people["1"]}]

    def told(source: Any, info: Any) -> Any:
        if info.field_name == "age":
            if isinstance(age, Exception):
                raise age
            return age
        return f"lot {source['id']}" if source["id"] != "2" else None

    return federated_graph(
        f"""{QUERY} {{
          person(id: ID = "1"): Person @join__field(graph: A)
          people: [Person] @join__field(graph: A)
          anything: Anything @join__field(graph: A) }}
        type Person @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{
          id: ID! name: String @join__field(graph: A) friends: [Person] @join__field(graph: A)
          status: Status @join__field(graph: A)
          age: Int @join__field(graph: B) lot: String! @join__field(graph: B) }}
        type Cat @join__type(graph: A) {{ lives: Int }}
        union Anything @join__type(graph: A) @join__unionMember(graph: A, member: "Person")
          @join__unionMember(graph: A, member: "Cat") = Person | Cat
        enum Status @join__type(graph: A) {{
          OPEN @join__enumValue(graph: A) SEALED @join__enumValue(graph: A) @inaccessible }}""",
        a=Subgraph(
            """type Query { person(id: ID): Person people: [Person] anything: Anything }
            type Person { id: ID! name: String friends: [Person] status: Status }
            type Cat { lives: Int } union Anything = Person | Cat enum Status { OPEN SEALED }""",
            lambda _, info, **told: (
                people[told.get("id", "1")]
                if info.field_name == "person"
                else {"__typename": "Cat", "lives": 9}
                if info.field_name == "anything"
                else [people["1"], people["2"]]
            ),
        ),
        b=Subgraph(
            "type Query { nothing: Int } type Person { id: ID! age: Int lot: String }",
            told,
            entities="Person",
            down=down,
        ),
    )


async def test_fields_come_in_the_order_in_which_they_were_asked() -> None:
    answer = await library().data("{ person { age name id } }")
    assert json.dumps(answer) == '{"person": {"age": 40, "name": "Mair", "id": "1"}}'


async def test_an_alias_may_have_the_name_of_a_key() -> None:
    assert await library().data("{ person { id: name age } }") == {"person": {"id": "Mair", "age": 40}}


async def test_one_field_may_be_asked_under_two_names() -> None:
    assert await library().data("{ person { a: age b: age name } }") == {
        "person": {"a": 40, "b": 40, "name": "Mair"}
    }


async def test_fragments_are_merged_as_if_they_were_written_out() -> None:
    text = """{ person { ...Named friends { id } ...on Person { friends { name } } } }
    fragment Named on Person { name friends { age } }"""
    assert await library().data(text) == {
        "person": {
            "name": "Mair",
            "friends": [{"age": 40, "id": "2", "name": "Ifan"}, {"age": 40, "id": "1", "name": "Mair"}],
        }
    }


async def test_a_union_tells_its_type_and_the_fields_of_that_type() -> None:
    text = "{ anything { __typename kind: __typename ... on Cat { lives } ... on Person { age } } }"
    assert await library().data(text) == {"anything": {"__typename": "Cat", "kind": "Cat", "lives": 9}}


async def test_a_type_that_is_plain_is_told_without_asking_for_it() -> None:
    graph = library()
    assert await graph.data("{ __typename person { __typename id } }") == {
        "__typename": "Query",
        "person": {"__typename": "Person", "id": "1"},
    }
    assert "__typename" not in graph.services.by_name["a"].queries[0]


async def test_what_is_skipped_or_not_included_is_not_fetched() -> None:
    graph = library()
    text = "query($age: Boolean!) { person { name age @include(if: $age) lot @skip(if: true) } }"
    assert await graph.data(text, age=False) == {"person": {"name": "Mair"}}
    assert graph.services.order == ["a"]
    assert await graph.data(text, age=True) == {"person": {"name": "Mair", "age": 40}}


async def test_variables_are_handed_on_and_defaults_hold() -> None:
    graph = library()
    text = 'query($id: ID = "2") { person(id: $id) { name } }'
    assert await graph.data(text) == {"person": {"name": "Ifan"}}
    assert await graph.data(text, id="1") == {"person": {"name": "Mair"}}
    assert "variables" not in graph.services.by_name["a"].asked[0]


async def test_a_null_that_may_not_be_takes_the_object_around_it() -> None:
    answer = await library().ask("{ people { name lot } }")
    assert answer["data"] == {"people": [{"name": "Mair", "lot": "lot 1"}, None]}
    assert answer["errors"] == [
        {
            "message": "A service told nothing here, or something that is not part of the graph.",
            "path": ["people", 1, "lot"],
            "extensions": {"code": "invalid-answer"},
        }
    ]


async def test_an_error_is_told_where_the_caller_finds_the_null() -> None:
    refusal = GraphQLError("You may not see this.", extensions={"code": "not-permitted", "exception": "…"})
    answer = await library(age=refusal).ask("{ all: people { friends { years: age } } }")
    assert answer["data"] == {"all": [{"friends": [{"years": None}, {"years": None}]}, {"friends": None}]}
    assert answer["errors"] == [
        {
            "message": "You may not see this.",
            "path": ["all", 0, "friends", number, "years"],
            "extensions": {"code": "not-permitted", "service": "b"},
        }
        for number in (0, 1)
    ]


async def test_what_went_wrong_inside_a_service_is_not_quoted() -> None:
    answer = await library(age=ValueError("row (QQ123456C, Mair)")).ask("{ person { age } }")
    assert answer["errors"] == [
        {
            "message": "Something went wrong in the service b.",
            "path": ["person", "age"],
            "extensions": {"code": "fault", "service": "b"},
        }
    ]


async def test_a_service_that_is_down_leaves_its_fields_null_and_the_rest_is_told() -> None:
    answer = await library(down="unavailable").ask("{ people { name age } }")
    assert answer["data"] == {"people": [{"name": "Mair", "age": None}, {"name": "Ifan", "age": None}]}
    assert answer["errors"] == [
        {
            "message": "The service b is not available just now.",
            "path": ["people", number, "age"],
            "extensions": {"code": "unavailable", "service": "b"},
        }
        for number in (0, 1)
    ]


async def test_a_service_that_is_down_takes_what_may_not_be_null_with_it() -> None:
    answer = await library(down="too-slow").ask("{ person { name lot } }")
    assert answer["data"] == {"person": None}
    assert [error["path"] for error in answer["errors"]] == [["person", "lot"]]


async def test_a_hidden_value_is_null_to_callers() -> None:
    answer = await library(status="SEALED").ask("{ people { status } }")
    assert answer == {"data": {"people": [{"status": None}, {"status": "OPEN"}]}}


async def test_a_hidden_value_cannot_be_asked_for_nor_seen_in_the_schema() -> None:
    answer = await library().data('{ __type(name: "Status") { enumValues { name } } }')
    assert answer == {"__type": {"enumValues": [{"name": "OPEN"}]}}


async def test_introspection_and_data_can_be_asked_together() -> None:
    answer = await library().data("{ __schema { queryType { name } } person { name } }")
    assert answer == {"__schema": {"queryType": {"name": "Query"}}, "person": {"name": "Mair"}}


async def test_outsiders_are_told_nothing_of_the_schema() -> None:
    for text in (
        "{ __schema { queryType { name } } }",
        '{ person { name } __type(name: "Person") { name } }',
    ):
        with pytest.raises(RequestRefused) as refused:
            await library().ask(text, may_introspect=False)
        assert refused.value.code == "no-introspection"


async def test_suggestions_are_for_those_who_may_know_the_schema() -> None:
    for may_introspect in (False, True):
        with pytest.raises(RequestRefused) as refused:
            await library().ask("{ person { nam } }", may_introspect=may_introspect)
        [told] = refused.value.errors(in_english)
        assert ("Did you mean" in told["message"]) is may_introspect
        assert told["extensions"]["code"] == "invalid-operation"


async def test_the_answer_of_one_service_that_suits_is_handed_on_as_it_is() -> None:
    graph = library()
    plan = graph.engine.plan(OperationRequest("{ person { id name } }", None, {}), may_introspect=False)
    assert plan.passes_through
    assert not graph.engine.plan(
        OperationRequest("{ person { status } }", None, {}), may_introspect=False
    ).passes_through
    asked = OperationRequest("{ person { id name } }", None, {})
    answer = await graph.engine.answer(asked, RequestContext(0), may_introspect=False)
    assert answer.body == b'{"data":{"person":{"id":"1","name":"Mair"}}}'


async def test_an_operation_is_planned_once() -> None:
    graph, asked = (
        library(),
        OperationRequest("query($id: ID) { person(id: $id) { age } }", None, {"id": "1"}),
    )
    once = graph.engine.plan(asked, may_introspect=False)
    again = graph.engine.plan(OperationRequest(asked.text, None, {"id": "2"}), may_introspect=False)
    assert once is again


async def test_a_plan_can_be_read() -> None:
    plan = library().engine.plan(OperationRequest("{ person { age } }", None, {}), may_introspect=False)
    assert list(plan.explain()) == [
        "0: a",
        "    query{person{id}}",
        "1: b after 0 at person",
        "    query($r0:[_Any!]!){_entities(representations:$r0){...on Person{age}}}",
    ]


async def test_mutations_happen_one_after_the_other_and_each_is_followed_before_the_next() -> None:
    counter = {"count": 0}

    def change(source: Any, info: Any, **told: Any) -> Any:
        if source is None:
            counter["count"] = counter["count"] * told.get("by", 1) + told.get("add", 0)
            return {"id": "1", "count": counter["count"]}
        return counter["count"]

    both = 'key: "id"'
    graph = federated_graph(
        f"""{QUERY} {{ nothing: Int @join__field(graph: A) }}
        type Mutation @join__type(graph: A) @join__type(graph: B) {{
          add(add: Int!): Count @join__field(graph: A) times(by: Int!): Count @join__field(graph: B) }}
        type Count @join__type(graph: A, {both}) @join__type(graph: B, {both}) {{
          id: ID! count: Int seenByB: Int @join__field(graph: B) }}""",
        mutation=True,
        a=Subgraph(
            """type Query { nothing: Int } type Mutation { add(add: Int!): Count }
            type Count { id: ID! count: Int }""",
            change,
        ),
        b=Subgraph(
            """type Query { nothing: Int } type Mutation { times(by: Int!): Count }
            type Count { id: ID! count: Int seenByB: Int }""",
            change,
            entities="Count",
        ),
    )
    text = """mutation { x: add(add: 2) { count } y: add(add: 3) { seenByB }
    z: times(by: 4) { count } w: add(add: 1) { count } }"""
    assert await graph.data(text) == {
        "x": {"count": 2},
        "y": {"seenByB": 5},
        "z": {"count": 20},
        "w": {"count": 21},
    }
    assert graph.services.order == ["a", "b", "b", "a"]


async def test_introspection_takes_variables() -> None:
    answer = await library().data(
        "query($of: String!) { __type(name: $of) { ...T } } fragment T on __Type { name }", of="Cat"
    )
    assert answer == {"__type": {"name": "Cat"}}
