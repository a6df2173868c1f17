"""A schema split over random subgraphs answers as the unsplit schema does."""

import json
from random import Random
from typing import Any

from graphql import build_schema, execute_sync, parse, validate
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.gateway.federation.graph_printer import GraphPrinter, split
from tests.gateway.federation.questions import Questions
from tests.gateway.federation.random_graphs import World


def whole_answer(world: World, text: str, variables: dict[str, Any]) -> Any:
    """What the schema that is not split answers; None where it does not take the question."""
    schema = build_schema(GraphPrinter(world).whole())
    document = parse(text)
    if validate(schema, document):
        return None
    result = execute_sync(
        schema,
        document,
        field_resolver=world.resolve,
        type_resolver=lambda value, *_: value.type_name,
        variable_values=variables,
    )
    return result.formatted


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.booleans(), st.sampled_from([None, 1]))
async def test_a_split_graph_answers_as_the_whole_one(seed: int, yes: bool, n: int | None) -> None:
    random = Random(seed)
    world = World(random)
    text = Questions(world, random).operation()
    variables: dict[str, Any] = {"no": not yes, "n": n} | ({} if yes else {"yes": False})
    whole = whole_answer(world, text, variables)
    assume(whole is not None)
    graph = split(world)
    answer = await graph.ask(text, **variables)
    assert answer["data"] == whole["data"], (text, graph.services.order)
    assert list(json.dumps(answer["data"])) == list(json.dumps(whole["data"])), "in another order"
    assert bool(answer.get("errors")) == bool(whole.get("errors"))
