"""An operation beyond a limit is refused before any subgraph is asked."""

from typing import Any

import pytest

from gateway.federation.operation.cost_limits import Limits
from gateway.federation.operation.prepare import RequestRefused
from gateway.federation.supergraph.join_directives import read
from gateway.federation.supergraph.supergraph import SupergraphRefused
from tests.gateway.federation.subgraphs import FederatedGraph, Subgraph, federated_graph, supergraph


def loop(limits: Limits | None = None) -> FederatedGraph:
    """A graph that goes round and round."""
    node = (
        "id: ID! next: Node many(first: Int): [Node] usual(first: Int! = 50): [Node] page(first: Int): Page"
    )
    return federated_graph(
        f"""type Query @join__type(graph: A) {{ node: Node }}
        type Node @join__type(graph: A) {{ {node} }}
        type Page @join__type(graph: A) {{ total: Int edges: [Edge] }}
        type Edge @join__type(graph: A) {{ node: Node }}""",
        limits,
        a=Subgraph(
            f"""type Query {{ node: Node }} type Node {{ {node} }}
            type Page {{ total: Int edges: [Edge] }} type Edge {{ node: Node }}""",
            lambda *_, **__: None,
        ),
    )


async def refused(text: str, limits: Limits | None = None, **variables: Any) -> str:
    graph = loop(limits)
    with pytest.raises(RequestRefused) as refusal:
        await graph.ask(text, **variables)
    assert graph.services.order == []
    return refusal.value.code


def deep(levels: int) -> str:
    return "{ node " + "{ next " * (levels - 2) + "{ id }" + " }" * (levels - 1)


async def test_depth_is_bounded() -> None:
    assert await loop().data(deep(12)) == {"node": None}
    assert await refused(deep(13)) == "too-deep"
    assert await refused(deep(50)) == "too-deep"


async def test_depth_counts_through_fragments() -> None:
    text = (
        "{ node { ...A } } fragment A on Node { next { ...B } } fragment B on Node { next { next { id } } }"
    )
    assert await refused(text, Limits(depth=4)) == "too-deep"


async def test_aliases_are_bounded() -> None:
    text = "{ node { " + " ".join(f"a{number}: id" for number in range(31)) + " } }"
    assert await refused(text) == "too-many-aliases"


async def test_root_fields_are_bounded_also_in_fragments() -> None:
    text = "{ ...R } fragment R on Query { " + " ".join(f"n{n}: node {{ id }}" for n in range(21)) + " }"
    assert await refused(text) == "too-many-root-fields"


async def test_tokens_are_bounded_before_anything_is_read() -> None:
    assert await refused("{ node { id } } " + "# \n" * 10 + "{ " * 4000) == "invalid-syntax"
    assert await refused("{ node { " + "id " * 4_000 + "} }") == "too-many-tokens"


async def test_a_text_is_not_read_at_all_beyond_its_limit() -> None:
    assert await refused("{ node { id } } #" + "x" * 32_000) == "too-long"
    assert await refused("{ node { " + "id " * 1_000_000 + "} }") == "too-long"


async def test_a_list_costs_as_much_as_it_may_become() -> None:
    text = "query($n: Int) { node { many(first: $n) { many(first: 100) { id } } } }"
    assert await loop().data(text, n=100) == {"node": None}
    assert await refused(text, n=1_000) == "too-costly"
    assert await refused(text.replace("$n)", "1000)").replace("(1000) {", "{")) == "too-costly"


async def test_the_size_of_a_connection_counts_for_its_edges() -> None:
    text = "{ node { page(first: 1000) { edges { node { page(first: 1000) { total } } } } } }"
    assert await loop().data(text) == {"node": None}
    assert await refused(text.replace("total", "edges { node { id } }")) == "too-costly"


async def test_a_list_is_as_long_as_it_is_by_default_where_nothing_is_said() -> None:
    text = "{ node { usual { usual { usual { id } } } } }"
    assert await refused(text) == "too-costly"
    assert await loop().data(text.replace("usual", "usual(first: 5)")) == {"node": None}


async def test_fragments_that_multiply_are_weighed_and_not_unfolded() -> None:
    parts = [
        f"fragment F{number} on Node {{ next {{ ...F{number + 1} }} many {{ ...F{number + 1} }} }}"
        for number in range(40)
    ]
    text = "{ node { ...F0 } } " + " ".join(parts) + " fragment F40 on Node { id }"
    assert await refused(text, Limits(depth=99)) == "too-costly"


async def test_fragments_in_a_circle_are_refused() -> None:
    text = "{ node { ...A } } fragment A on Node { next { ...B } } fragment B on Node { next { ...A } }"
    assert await refused(text) == "invalid-operation"


async def test_one_field_cannot_be_asked_again_and_again() -> None:
    for text in (
        "{ node { " + "id " * 21 + "} }",
        "{ node { " + "... { next { id } } ...A " * 11 + "} }" + A,
    ):
        assert await refused(text) == "too-many-repeats"


A = " fragment A on Node { next { id } }"


async def test_typenames_by_the_thousand_are_refused() -> None:
    assert await refused("{ " + "__typename " * 1_000 + "}") == "too-many-repeats"
    assert (
        await refused("{ " + " ".join(f"a{n}: __typename" for n in range(21)) + "}") == "too-many-root-fields"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("subscription { node { id } }", "not-supported"),
        ("{ node { ... @defer { id } } }", "not-supported"),
        ("{ node { many @stream { id } } }", "not-supported"),
        ("{ node { id }", "invalid-syntax"),
        ("{ node }", "invalid-operation"),
        ("query A { node { id } } query B { node { id } }", "unknown-operation"),
        ("fragment F on Node { id }", "invalid-operation"),
    ],
)
async def test_what_is_not_answered_is_refused_by_name(text: str, code: str) -> None:
    assert await refused(text) == code


async def test_variables_have_to_fit_their_types() -> None:
    assert await refused("query($n: Int) { node { many(first: $n) { id } } }", n="x") == "invalid-variables"


async def test_variables_nested_without_end_are_refused() -> None:
    deep_value: Any = 1
    for _ in range(900):
        deep_value = [deep_value]
    assert await refused("query($n: [[Int]]) { node { id } }", n=deep_value) in (
        "invalid-variables",
        "invalid-operation",
    )


PLAIN = "type Query @join__type(graph: A) { a: Int %s }"


@pytest.mark.parametrize(
    ("sdl", "why"),
    [
        (supergraph(["a"], PLAIN % '@join__field(graph: A, override: "b", overrideLabel: "x")'), "override"),
        (supergraph(["a"], PLAIN % "@join__field(graph: A, contextArguments: [{name: 1}])"), "@context"),
        (supergraph(["a"], PLAIN % "").replace("join/v0.3", "join/v1.0"), "v1.0"),
        ("type Query { a: Int }", "no supergraph"),
        (
            supergraph(["a"], PLAIN % "").replace(
                "{ query", '@link(url: "https://specs.apollo.dev/context/v0.1") { query'
            ),
            "@context",
        ),
    ],
)
def test_a_supergraph_that_asks_for_what_is_not_done_here_is_refused(sdl: str, why: str) -> None:
    with pytest.raises(SupergraphRefused, match=why):
        read(sdl)
