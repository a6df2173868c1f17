"""What the questions of a run were like, and their answers: a comparison tells of what it has seen only."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    VariableDefinitionNode,
    Visitor,
    parse,
    visit,
)

from gateway.federation.planner.query_plan import QueryPlan
from tests.verification.differential.questions import Question

FEATURES: Final = {
    "fragment": "with a named fragment",
    "inline": "with an inline fragment",
    "alias": "with an alias",
    "clash": "with an alias that another field is called",
    "variable": "with a variable",
    "default": "with a variable's default",
    "condition": "with @skip or @include",
    "typename": "with __typename",
    "page": "with a page of a list, by first",
    "next": "with a further page, by after",
    "services 1": "asking one service",
    "services 2": "two services",
    "services 3": "three services",
    "services 4": "four services",
    "hops 1": "one service after another: once",
    "hops 2": "twice",
    "hops 3": "three times or more",
    "null": "with null in the answer",
    "error": "with errors",
    "list": "with a list of two or more in the answer",
}


class Coverage:
    def __init__(self) -> None:
        self.asked = 0
        self._counted: Counter[str] = Counter()

    def count(self, question: Question, plan: QueryPlan, answer: dict[str, Any]) -> None:
        self.asked += 1
        self._counted.update(
            {*_of_text(parse(question.text)), *_of_plan(plan), *_of_answer(answer.get("data"))}
        )
        self._counted["error"] += bool(answer.get("errors"))

    def table(self) -> Iterator[str]:
        """A line each: what, how many, and their share."""
        for feature, told in FEATURES.items():
            number = self._counted[feature]
            yield f"{told:<46} {number:>6} {number / max(1, self.asked):>7.1%}"


def _of_text(document: DocumentNode) -> set[str]:
    found: set[str] = set()

    class Looking(Visitor):
        def enter(self, node: Node, *_: Any) -> None:
            if isinstance(node, FragmentSpreadNode):
                found.add("fragment")
            elif isinstance(node, InlineFragmentNode):
                found.add("inline")
            elif isinstance(node, VariableDefinitionNode):
                found.update({"variable", *(["default"] if node.default_value else [])})
            if getattr(node, "directives", None):
                found.add("condition")
            if isinstance(node, FieldNode):
                found.update(_of_field(node))

    visit(document, Looking())
    return found


def _of_field(node: FieldNode) -> Iterator[str]:
    if node.alias:
        yield "alias"
        if not node.alias.value[1:].isdigit():
            yield "clash"
    if node.name.value == "__typename":
        yield "typename"
    arguments = {each.name.value for each in node.arguments or ()}
    if "first" in arguments:
        yield "page"
    if "after" in arguments:
        yield "next"


def _of_plan(plan: QueryPlan) -> Iterator[str]:
    for stage in plan.stages:
        services = {request.graph.name for request in stage}
        if services:
            yield f"services {len(services)}"
        depth: list[int] = []
        for request in stage:
            depth.append(1 + max((depth[need] for need in request.needs), default=-1))
        if (hops := max(depth, default=0)) > 0:
            yield f"hops {min(hops, 3)}"


def _of_answer(value: Any) -> Iterator[str]:
    if value is None:
        yield "null"
    elif isinstance(value, dict):
        for each in value.values():
            yield from _of_answer(each)
    elif isinstance(value, list):
        if len(value) > 1:
            yield "list"
        for each in value:
            yield from _of_answer(each)
