"""Values that do not fit are the caller's error, told with their place before any service is asked."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.federation.engine import Engine
from gateway.federation.operation.prepare import RequestRefused
from gateway.federation.supergraph.join_directives import read
from shared.web.scalars import PARSERS
from tests.gateway.federation.subgraphs import FederatedGraph, Services, Subgraph, supergraph

A = """
scalar Date
scalar DateTime
input Period { since: Date! until: [Date!] }
type Query {
  on(day: Date, days: [Date!], period: Period, at: DateTime): Boolean
  page(first: Int! = 50, name: String): Boolean
}
"""
SUPERGRAPH = """
scalar Date @join__type(graph: A)
scalar DateTime @join__type(graph: A)
input Period @join__type(graph: A) { since: Date! until: [Date!] }
type Query @join__type(graph: A) {
  on(day: Date, days: [Date!], period: Period, at: DateTime): Boolean
  page(first: Int! = 50, name: String): Boolean
}
"""


@pytest.fixture
def graph() -> FederatedGraph:
    services = Services({"a": Subgraph(A, lambda *_args, **_named: True)})
    return FederatedGraph(Engine(read(supergraph(["a"], SUPERGRAPH), PARSERS), services), services)


async def refusal(graph: FederatedGraph, text: str, **variables: Any) -> dict[str, Any]:
    with pytest.raises(RequestRefused) as refused:
        await graph.ask(text, **variables)
    assert graph.services.order == []
    [error] = refused.value.errors(str)
    return error


@pytest.mark.parametrize(
    "written",
    ['"2019-02-30"', '"30/01/2019"', '"2019-W05-3"', '"20190130"', '"1066-10-14"', '""', "20190130", "true"],
)
@pytest.mark.parametrize("place", ["day: %s", "days: [%s]", "period: {since: %s}"])
async def test_a_literal_that_is_no_date_is_refused_with_its_place(
    graph: FederatedGraph, written: str, place: str
) -> None:
    text = "{ on(%s) }" % (place % written)
    error = await refusal(graph, text)
    assert error["extensions"]["code"] == "invalid-operation"
    assert error["locations"] == [{"line": 1, "column": text.index(written) + 1}]


@pytest.mark.parametrize(
    ("type_", "argument", "value", "path"),
    [
        ("Date", "day", "2019-02-30", ""),
        ("Date", "day", 20190130, ""),
        ("[Date!]", "days", ["2019-01-31", "x"], "[1]"),
        ("Period", "period", {"since": "x"}, ".since"),
        ("Period", "period", {"since": "2019-01-31", "until": ["2019-01-32"]}, ".until[0]"),
        ("DateTime", "at", "2019-01-31T10:00:00", ""),
        ("DateTime", "at", "2019-01-31", ""),
    ],
)
async def test_a_variable_that_is_no_date_or_instant_is_refused_by_its_name_and_path(
    graph: FederatedGraph, type_: str, argument: str, value: Any, path: str
) -> None:
    error = await refusal(graph, f"query ($v: {type_}) {{ on({argument}: $v) }}", v=value)
    assert error["extensions"]["code"] == "invalid-variables"
    assert error["message"].startswith(f"Variable '$v' has invalid value{' at ' + path if path else ''}:")
    assert error["locations"] == [{"line": 1, "column": 8}]


async def test_dates_and_instants_are_handed_on_as_they_were_written(graph: FederatedGraph) -> None:
    text = 'query ($at: DateTime, $days: [Date!]) { on(day: "2019-01-31", days: $days, at: $at) }'
    assert await graph.data(text, at="2019-01-31t10:00:00.5z", days=["9999-12-31"]) == {"on": True}
    [asked] = graph.services.by_name["a"].asked
    assert asked["variables"] == {"at": "2019-01-31t10:00:00.5z", "days": ["9999-12-31"]}
    assert '"2019-01-31"' in asked["query"]


@pytest.mark.parametrize("default", ["", " = null"])
async def test_a_variable_that_is_null_where_null_is_not_taken_is_refused_where_it_is_used(
    graph: FederatedGraph, default: str
) -> None:
    text = f"query ($n: Int{default}) {{ page(first: $n) }}"
    error = await refusal(graph, text, n=None)
    assert error["message"] == "Variable '$n' must not be null: leave it out."
    assert error["extensions"]["code"] == "invalid-variables"
    assert error["locations"] == [{"line": 1, "column": text.rindex("$n") + 1}]


async def test_a_variable_that_is_left_out_is_the_default_of_the_argument(graph: FederatedGraph) -> None:
    assert await graph.data("query ($n: Int) { page(first: $n) }") == {"page": True}


async def test_a_null_variable_of_a_fragment_is_found(graph: FederatedGraph) -> None:
    text = "query ($n: Int) { ...F } fragment F on Query { page(first: $n) }"
    assert "$n" in (await refusal(graph, text, n=None))["message"]


async def test_control_characters_are_refused_in_literals_and_variables(graph: FederatedGraph) -> None:
    literal = await refusal(graph, '{ page(name: "a\\u0000") }')
    assert (literal["extensions"]["code"], literal["locations"][0]["column"]) == ("invalid-operation", 14)
    variable = await refusal(graph, "query ($t: String) { page(name: $t) }", t="a\x00")
    assert variable["message"] == "Variable '$t' has invalid value: Control characters are not allowed."
    assert await graph.data("query ($t: String) { page(name: $t) }", t="one\n\ttwo") == {"page": True}


async def test_an_outsider_is_told_that_a_value_does_not_fit_and_nothing_of_the_schema(
    graph: FederatedGraph,
) -> None:
    for text in ('{ on(day: "x") }', '{ page(name: "\\u0000") }'):
        with pytest.raises(RequestRefused) as refused:
            await graph.ask(text, may_introspect=False)
        [error] = refused.value.errors(str)
        assert error["message"] == "The operation does not fit the graph."


def test_the_scalars_are_read_as_rest_reads_them() -> None:
    assert PARSERS["Date"]("2019-01-31") == date(2019, 1, 31)
    assert PARSERS["DateTime"]("2019-01-31T10:00:00Z") == datetime(2019, 1, 31, 10, tzinfo=UTC)
