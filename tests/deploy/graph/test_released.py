"""What was released of the graph stays until it was deprecated and its time is over."""

from datetime import date

import pytest
from graphql import build_schema, print_schema

from deploy.graph.released import FILE, breaking_changes, render, undated_deprecations
from deploy.graph.supergraph import FILE as SUPERGRAPH
from gateway.federation.supergraph.join_directives import read
from tests.gateway.federation.subgraphs import supergraph

TODAY = date(2027, 1, 1)
RELEASED = """
enum Kind @join__type(graph: A) { ONE TWO %s }
type Query @join__type(graph: A) { lots(kind: Kind, first: Int = 50 %s): [Lot!] %s }
type Lot @join__type(graph: A) { code: ID! }
"""
NOW = supergraph(["a"], RELEASED % ("", "", ""))


def sentences(released: str, now: str = NOW) -> list[str]:
    return list(breaking_changes(render(released), now, TODAY))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lots(", "areas("),
        ("[Lot!]", "[Lot]"),
        ("code: ID!", "code: ID"),
        ("kind: Kind", "kind: Kind!"),
        ("ONE TWO", "ONE"),
        ("first: Int = 50", "first: Int = 10"),
        ("kind: Kind, ", ""),
    ],
)
def test_what_would_break_a_caller_is_refused(old: str, new: str) -> None:
    assert len(sentences(NOW, NOW.replace(old, new))) >= 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("ONE TWO", "ONE TWO THREE"), ("code: ID!", "code: ID! name: String"), ("[Lot!] ", "[Lot!]! ")],
)
def test_what_is_added_breaks_nobody(old: str, new: str) -> None:
    assert sentences(NOW, NOW.replace(old, new)) == []


@pytest.mark.parametrize(("until", "refused"), [("2026-12-31", False), ("2027-01-01", True)])
@pytest.mark.parametrize("place", range(3))
def test_what_is_deprecated_may_be_removed_after_the_day_that_was_told(
    place: int, until: str, refused: bool
) -> None:
    mark = f'@deprecated(reason: "Ask for lots, until {until}.")'
    parts = [["THREE", "", ""], ["", "old: Int", ""], ["", "", "old: Int"]][place]
    released = supergraph(["a"], RELEASED % tuple(f"{each} {mark}" if each else "" for each in parts))
    assert bool(sentences(released)) is refused


def test_a_deprecation_says_until_when() -> None:
    schema = build_schema('type Query { a: Int @deprecated(reason: "soon") b(c: Int @deprecated): Int }')
    assert [each.split(" is ")[0] for each in undated_deprecations(schema)] == ["Query.a", "Query.b(c)"]


def test_the_file_is_the_graph_as_callers_know_it() -> None:
    released = build_schema(FILE.read_text())
    assert FILE.read_text().endswith(f"{print_schema(released)}\n")
    assert "join__" not in FILE.read_text()
    assert released.query_type is not None
    assert set(released.query_type.fields) <= set(query_fields())


def query_fields() -> list[str]:
    query = read(SUPERGRAPH.read_text()).public.query_type
    assert query is not None
    return list(query.fields)
