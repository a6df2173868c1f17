"""How a plan is carried out: requests as soon as what they wait for is there, each object asked about once,
and every answer written to where it belongs."""

import asyncio
from collections.abc import Hashable, Mapping
from typing import Any, Final

import orjson

from gateway.federation.execution import errors, response_merge
from gateway.federation.execution.errors import Error
from gateway.federation.execution.response_merge import Object, Where
from gateway.federation.planner.query_plan import Fetch, Following, Plan, Request, Stage
from gateway.federation.transport.protocol import Call, ServiceFailed, Transport

MOST_OBJECTS: Final = 5_000
"""Representations in one fetch."""


class Execution:
    """One operation being answered. `answer` grows under the keys of the plan's places."""

    def __init__(self, plan: Plan, transport: Transport, call: Call, variables: Mapping[str, bytes]) -> None:
        self.answer: Object = {}
        self.errors: list[Error] = []
        self.verbatim: bytes | None = None
        """The one service's answer as it came, where that is also ours."""
        self.language = call.language
        self._plan, self._transport, self._call, self._variables = plan, transport, call, variables

    async def run(self) -> None:
        for stage in self._plan.stages:
            if all(position - 1 in request.needs for position, request in enumerate(stage[1:], 1)):
                for request in stage:
                    await self._do(request)
            else:
                await self._together(stage)

    async def _together(self, stage: Stage) -> None:
        tasks: list[asyncio.Task[None]] = []

        async def do(request: Request) -> None:
            for need in request.needs:
                await tasks[need]
            await self._do(request)

        async with asyncio.TaskGroup() as group:
            for request in stage:
                tasks.append(group.create_task(do(request)))

    async def _do(self, request: Request) -> None:
        asked = [EntityFetch(each, self.answer) for each in request.following]
        if asked and not any(each.told for each in asked):
            return
        if any(len(each.told) > MOST_OBJECTS for each in asked):
            self._failed(request, asked, "too-many-objects")
            return
        try:
            raw = await self._transport.send(
                request.graph, self._body(request, asked), self._call, repeatable=request.is_repeatable
            )
        except ServiceFailed as failed:
            self._failed(request, asked, failed.code)
            return
        try:
            said = orjson.loads(raw)
            data, errors = said.get("data"), said.get("errors")
        except (orjson.JSONDecodeError, AttributeError):
            self._failed(request, asked, "broken-off")
            return
        if not isinstance(data, dict | None) or (data is None and not errors):
            self._failed(request, asked, "broken-off")
            return
        if data is not None:
            if request.root is not None:
                self._write_root(request.root, data)
            for each in asked:
                each.write(data)
        if errors:
            self._tell(request, asked, errors)
        elif self._plan.is_verbatim and len(said) == 1:
            self.verbatim = raw

    def _body(self, request: Request, asked: list["EntityFetch"]) -> bytes:
        parts = [
            b'"%b":%b' % (name.encode(), self._variables[name])
            for name in request.variables
            if name in self._variables
        ]
        parts += [b'"%b":%b' % (each.fetch.variable.encode(), orjson.dumps(each.told)) for each in asked]
        return b'%b,"variables":{%b}}' % (request.head, b",".join(parts)) if parts else request.head + b"}"

    def _write_root(self, fetch: Fetch, data: Object) -> None:
        if fetch.overlaps:
            response_merge.deep_merge(self.answer, data)
        else:
            self.answer.update(data)

    def _tell(self, request: Request, asked: list["EntityFetch"], told: Any) -> None:
        by_alias = {each.fetch.alias: each for each in asked}
        service = request.graph.name
        for said in told if isinstance(told, list) else ():
            if not isinstance(said, dict):
                continue
            path = said.get("path")
            path = path if isinstance(path, list) else []
            if not asked:
                where = response_merge.translate(path, self._plan.place)
                self._add(errors.of_service(said, service, where, self.language))
                continue
            about = by_alias.get(path[0]) if path else None
            if about is None or len(path) < 2:
                self._failed(request, asked, "broken-off", said)
                continue
            below = response_merge.translate(path[2:], about.fetch.place)
            for where in about.located(self.answer, self._plan, only=path[1]) or [()]:
                self._add(errors.of_service(said, service, where + below, self.language))

    def _failed(
        self, request: Request, asked: list["EntityFetch"], code: str, said: Mapping[str, Any] | None = None
    ) -> None:
        """Tell of everything that a request was to answer, where the caller will find null."""
        place = self._plan.place
        wheres: list[Where] = []
        if request.root is not None:
            wheres = [(name,) for key in request.root.keys if (name := place.told(key))]
        for each in asked:
            names = [name for key in each.fetch.keys if (name := each.fetch.place.told(key))]
            for where in each.located(self.answer, self._plan):
                wheres += [(*where, name) for name in names] or [where]
        for where in wheres:
            service = request.graph.name
            if said:
                self._add(errors.of_service(said, service, where, self.language))
            else:
                self._add(errors.failure(code, service, where, self.language))

    def _add(self, error: Error) -> None:
        if len(self.errors) < errors.MOST:
            self.errors.append(error)
        elif len(self.errors) == errors.MOST:
            self.errors.append(errors.more(self.language))


class EntityFetch:
    """The objects that one fetch is about, those that read the same asked about once."""

    def __init__(self, fetch: Following, answer: Object) -> None:
        self.fetch = fetch
        self.told: list[Any] = []
        self._objects: list[tuple[Object, int]] = []
        numbers: dict[Hashable, int] = {}
        identify, write = fetch.represent.identify, fetch.represent.write
        for found in response_merge.gather(answer, fetch.path):
            identity = identify(found)
            if identity is None:
                continue
            number = numbers.get(identity)
            if number is None:
                number = numbers[identity] = len(self.told)
                self.told.append(write(identity))
            self._objects.append((found, number))

    def write(self, data: Object) -> None:
        """What came back, into each object it is about."""
        came = data.get(self.fetch.alias)
        if not isinstance(came, list) or len(came) != len(self.told):
            return
        overlaps = self.fetch.overlaps
        for found, number in self._objects:
            told = came[number]
            if type(told) is dict:
                if overlaps:
                    response_merge.deep_merge(found, told)
                else:
                    found.update(told)

    def located(self, answer: Object, plan: Plan, only: int | None = None) -> list[Where]:
        """Where the caller finds the objects; `only` those that were told as this one."""
        about = {id(found) for found, number in self._objects if only is None or number == only}
        return [
            where
            for where, found in response_merge.locate(answer, self.fetch.path, plan.place)
            if id(found) in about
        ]
