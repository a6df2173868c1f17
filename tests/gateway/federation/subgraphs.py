"""Stub subgraphs in this process: each validates and executes its requests by its own schema, and records
them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLSchema, build_schema, execute_sync, parse, validate

from gateway.federation.engine import Engine, OperationRequest
from gateway.federation.execution.transport import RequestContext, SubgraphFailed
from gateway.federation.operation.cost_limits import Limits
from gateway.federation.supergraph.join_directives import read
from gateway.federation.supergraph.supergraph import Graph

Resolve = Callable[..., Any]

JOIN = """
schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
{ query: Query %s }
"""


def supergraph(graphs: list[str], body: str, *, mutation: bool = False) -> str:
    """The SDL of a composed supergraph; graph ids are the names in capitals."""
    values = "\n".join(
        f'  {name.upper()} @join__graph(name: "{name}", url: "http://{name}.invalid/graphql")'
        for name in graphs
    )
    head = JOIN % ("mutation: Mutation" if mutation else "")
    return f"{head}\nenum join__Graph {{\n{values}\n}}\n{body}"


@dataclass
class Subgraph:
    """One service. `resolve` is asked for every field of an object that is no mapping or does not have it;
    `entity` finds the object of a representation."""

    sdl: str
    resolve: Resolve | None = None
    entity: Callable[[Mapping[str, Any]], Any] = lambda told: told
    entities: str = ""
    """The types that can be entered, as a union is written."""
    down: str = ""
    """With which code it fails, where it does."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    _schema: GraphQLSchema | None = None

    @property
    def queries(self) -> list[str]:
        return [asked["query"] for asked in self.asked]

    @property
    def schema(self) -> GraphQLSchema:
        if self._schema is None:
            federated = self.sdl
            if self.entities:
                federated += f"\nscalar _Any\nunion _Entity = {self.entities}\n"
                federated += "extend type Query { _entities(representations: [_Any!]!): [_Entity]! }"
            self._schema = build_schema(federated)
        return self._schema

    def answer(self, body: bytes) -> bytes:
        if self.down:
            raise SubgraphFailed(self.down)
        asked = json.loads(body)
        self.asked.append(asked)
        document = parse(asked["query"])
        errors = validate(self.schema, document)
        assert not errors, (asked["query"], errors)
        result = execute_sync(
            self.schema,
            document,
            field_resolver=self._field,
            type_resolver=self._type,
            variable_values=asked.get("variables"),
        )
        return orjson.dumps(result.formatted)

    def _field(self, source: Any, info: Any, **arguments: Any) -> Any:
        if info.field_name == "_entities":
            return [self.entity(told) for told in arguments["representations"]]
        if isinstance(source, Mapping) and info.field_name in source:
            return source[info.field_name]
        return self.resolve(source, info, **arguments) if self.resolve else None

    def _type(self, value: Any, *_: Any) -> str:
        name: str = value["__typename"] if isinstance(value, Mapping) else value.type_name
        return name


class Services:
    """The transport to all of them."""

    def __init__(self, subgraphs: Mapping[str, Subgraph]) -> None:
        self.by_name = subgraphs
        self.order: list[str] = []

    async def send(self, graph: Graph, body: bytes, call: RequestContext, *, repeatable: bool) -> bytes:
        self.order.append(graph.name)
        return self.by_name[graph.name].answer(body)


@dataclass
class FederatedGraph:
    """An engine over services in this process."""

    engine: Engine
    services: Services

    async def ask(self, text: str, *, may_introspect: bool = True, **variables: Any) -> dict[str, Any]:
        asked = OperationRequest(text, None, variables)
        answer = await self.engine.answer(asked, RequestContext(deadline=0.0), may_introspect=may_introspect)
        said: dict[str, Any] = json.loads(answer.body)
        assert answer.is_whole is ("errors" not in said)
        return said

    async def data(self, text: str, **variables: Any) -> Any:
        """The data of an answer that has no errors."""
        answer = await self.ask(text, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


def federated_graph(
    body: str, limits: Limits | None = None, *, mutation: bool = False, **subgraphs: Subgraph
) -> FederatedGraph:
    services = Services(subgraphs)
    sdl = supergraph(list(subgraphs), body, mutation=mutation)
    return FederatedGraph(Engine(read(sdl), services, limits), services)
