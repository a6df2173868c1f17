"""Executes a query plan: sends each request once those it waits for are answered, and merges the
responses."""

import asyncio
from collections.abc import Hashable, Mapping
from typing import Any, Final

import orjson

from gateway.federation.execution import errors, response_merge
from gateway.federation.execution.errors import Error
from gateway.federation.execution.response_merge import Object, ResponsePath
from gateway.federation.execution.transport import RequestContext, SubgraphFailed, Transport
from gateway.federation.planner.query_plan import (
    EntityFetchNode,
    FetchNode,
    QueryPlan,
    Stage,
    SubgraphRequest,
)

MOST_OBJECTS: Final = 5_000
"""Representations in one entity fetch."""


class Execution:
    """One execution of a plan. `data` grows under the keys of the plan's positions."""

    def __init__(
        self, plan: QueryPlan, transport: Transport, context: RequestContext, variables: Mapping[str, bytes]
    ) -> None:
        self.data: Object = {}
        self.errors: list[Error] = []
        self.passthrough: bytes | None = None
        """The response of the only subgraph, where it is the caller's response as it is."""
        self.translate = context.translate
        self._plan, self._transport, self._context, self._variables = plan, transport, context, variables

    async def run(self) -> None:
        """Execute stage after stage. Failures of subgraphs become `errors`."""
        for stage in self._plan.stages:
            if all(number - 1 in request.needs for number, request in enumerate(stage[1:], 1)):
                for request in stage:
                    await self._execute(request)
            else:
                await self._execute_concurrently(stage)

    async def _execute_concurrently(self, stage: Stage) -> None:
        tasks: list[asyncio.Task[None]] = []

        async def execute(request: SubgraphRequest) -> None:
            for need in request.needs:
                await tasks[need]
            await self._execute(request)

        async with asyncio.TaskGroup() as group:
            for request in stage:
                tasks.append(group.create_task(execute(request)))

    async def _execute(self, request: SubgraphRequest) -> None:
        fetches = [EntityFetch(each, self.data) for each in request.entities]
        if fetches and not any(each.representations for each in fetches):
            return
        if any(len(each.representations) > MOST_OBJECTS for each in fetches):
            self._fail(request, fetches, "too-many-objects")
            return
        try:
            raw = await self._transport.send(
                request.graph, self._body(request, fetches), self._context, repeatable=request.is_repeatable
            )
        except SubgraphFailed as failure:
            self._fail(request, fetches, failure.code)
            return
        try:
            response = orjson.loads(raw)
            data, subgraph_errors = response.get("data"), response.get("errors")
        except (orjson.JSONDecodeError, AttributeError):
            self._fail(request, fetches, "broken-off")
            return
        if not isinstance(data, dict | None) or (data is None and not subgraph_errors):
            self._fail(request, fetches, "broken-off")
            return
        if data is not None:
            if request.root is not None:
                self._merge_root(request.root, data)
            for each in fetches:
                each.merge(data)
        if subgraph_errors:
            self._add_subgraph_errors(request, fetches, subgraph_errors)
        elif self._plan.passes_through and len(response) == 1:
            self.passthrough = raw

    def _body(self, request: SubgraphRequest, fetches: list["EntityFetch"]) -> bytes:
        parts = [
            b'"%b":%b' % (name.encode(), self._variables[name])
            for name in request.variables
            if name in self._variables
        ]
        parts += [
            b'"%b":%b' % (each.node.variable.encode(), orjson.dumps(each.representations)) for each in fetches
        ]
        return b'%b,"variables":{%b}}' % (request.head, b",".join(parts)) if parts else request.head + b"}"

    def _merge_root(self, node: FetchNode, data: Object) -> None:
        if node.overlaps:
            response_merge.deep_merge(self.data, data)
        else:
            self.data.update(data)

    def _add_subgraph_errors(
        self, request: SubgraphRequest, fetches: list["EntityFetch"], subgraph_errors: Any
    ) -> None:
        by_alias = {each.node.alias: each for each in fetches}
        service = request.graph.name
        for error in subgraph_errors if isinstance(subgraph_errors, list) else ():
            if not isinstance(error, dict):
                continue
            path = error.get("path")
            path = path if isinstance(path, list) else []
            if not fetches:
                response_path = response_merge.translate(path, self._plan.position)
                self._add(errors.of_subgraph(error, service, response_path, self.translate))
                continue
            fetch = by_alias.get(path[0]) if path else None
            if fetch is None or len(path) < 2:
                self._fail(request, fetches, "broken-off", error)
                continue
            below = response_merge.translate(path[2:], fetch.node.position)
            for response_path in fetch.locate(self.data, self._plan, only=path[1]) or [()]:
                self._add(errors.of_subgraph(error, service, response_path + below, self.translate))

    def _fail(
        self,
        request: SubgraphRequest,
        fetches: list["EntityFetch"],
        code: str,
        subgraph_error: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an error at each path that the request was to fill and where the caller will find null."""
        position = self._plan.position
        paths: list[ResponsePath] = []
        if request.root is not None:
            paths = [(name,) for key in request.root.keys if (name := position.response_key(key))]
        for fetch in fetches:
            node = fetch.node
            names = [name for key in node.keys if (name := node.position.response_key(key))]
            for path in fetch.locate(self.data, self._plan):
                paths += [(*path, name) for name in names] or [path]
        service = request.graph.name
        for path in paths:
            if subgraph_error:
                self._add(errors.of_subgraph(subgraph_error, service, path, self.translate))
            else:
                self._add(errors.failure(code, service, path, self.translate))

    def _add(self, error: Error) -> None:
        if len(self.errors) < errors.MOST:
            self.errors.append(error)
        elif len(self.errors) == errors.MOST:
            self.errors.append(errors.more(self.translate))


class EntityFetch:
    """The objects of one entity fetch. Objects with the same representation are asked about once."""

    def __init__(self, node: EntityFetchNode, data: Object) -> None:
        self.node = node
        self.representations: list[Any] = []
        self._objects: list[tuple[Object, int]] = []
        numbers: dict[Hashable, int] = {}
        identify, write = node.representation.identify, node.representation.write
        for found in response_merge.gather(data, node.path):
            identity = identify(found)
            if identity is None:
                continue
            number = numbers.get(identity)
            if number is None:
                number = numbers[identity] = len(self.representations)
                self.representations.append(write(identity))
            self._objects.append((found, number))

    def merge(self, data: Object) -> None:
        """Merge the entities of a response into the objects that they describe."""
        entities = data.get(self.node.alias)
        if not isinstance(entities, list) or len(entities) != len(self.representations):
            return
        overlaps = self.node.overlaps
        for found, number in self._objects:
            entity = entities[number]
            if type(entity) is dict:
                if overlaps:
                    response_merge.deep_merge(found, entity)
                else:
                    found.update(entity)

    def locate(self, data: Object, plan: QueryPlan, only: int | None = None) -> list[ResponsePath]:
        """The caller's paths of the objects; with `only`, of those with this representation."""
        wanted = {id(found) for found, number in self._objects if only is None or number == only}
        return [
            path
            for path, found in response_merge.locate(data, self.node.path, plan.position)
            if id(found) in wanted
        ]
