"""Answers operations over a supergraph: plans each once, then executes and projects it for every caller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import orjson

from gateway.federation.execution import errors, passthrough
from gateway.federation.execution.executor import Execution
from gateway.federation.execution.introspection import Introspection
from gateway.federation.execution.projection import Projection, Projector, Violation
from gateway.federation.execution.transport import RequestContext, Transport
from gateway.federation.operation import prepare
from gateway.federation.operation.cost_limits import Limits
from gateway.federation.operation.prepare import PreparedOperation, RequestRefused
from gateway.federation.plan_cache import BoundedCache
from gateway.federation.planner import query_plan
from gateway.federation.planner.operation_planner import Planner, Unreachable
from gateway.federation.planner.query_plan import QueryPlan
from gateway.federation.planner.walker import MOST_FIELDS, TooManyFields
from gateway.federation.selections import Selections, of_operation
from gateway.federation.supergraph.supergraph import Supergraph

_CACHE_CHARACTERS: Final = 1_000_000
"""About a thousand operations as clients write them. A plan takes some hundred times the memory of its
text."""
_ENTRY_CHARACTERS: Final = 500
"""Counted for each cached operation beside its text."""


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """An operation as a caller sends it."""

    text: str
    operation: str | None
    variables: Mapping[str, Any]

    @property
    def size(self) -> int:
        """In a cache, in characters."""
        return len(self.text) + _ENTRY_CHARACTERS


@dataclass(frozen=True, slots=True)
class OperationResponse:
    """A response as JSON."""

    body: bytes
    is_whole: bool
    """Whether it has no errors."""


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """A query plan and the projection of its response."""

    plan: QueryPlan
    selections: Selections
    root: str
    project: Projection
    projector: Projector
    size: int


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A cached operation."""

    operation: PreparedOperation
    size: int


class Engine:
    """Answers operations over one supergraph.

    `on_plan` is called for each operation, with whether its plan was cached; `cache_characters` bounds the
    operations whose plans are cached."""

    def __init__(
        self,
        supergraph: Supergraph,
        transport: Transport,
        limits: Limits | None = None,
        *,
        on_plan: Callable[[bool], None] = lambda _is_cached: None,
        cache_characters: int = _CACHE_CHARACTERS,
    ) -> None:
        self.supergraph = supergraph
        self._transport, self._limits = transport, limits or Limits()
        self._planner, self._violations = Planner(supergraph), errors.ViolationFinder(supergraph)
        self._on_plan = on_plan
        self._introspection = Introspection(supergraph)
        self._prepared: BoundedCache[tuple[str, str | None], _Prepared] = BoundedCache(cache_characters)
        self._compiled: BoundedCache[tuple[str, str | None, frozenset[str]], CompiledOperation] = (
            BoundedCache(cache_characters)
        )

    async def answer(
        self, request: OperationRequest, context: RequestContext, *, may_introspect: bool
    ) -> OperationResponse:
        """Execute an operation: data, and errors where a part of it could not be answered.

        Raises RequestRefused before any subgraph is asked."""
        prepared, values, compiled, cost = self._compile(request, may_introspect=may_introspect)
        context.charge(cost)
        execution = Execution(compiled.plan, self._transport, context, _encoded(request.variables, prepared))
        await execution.run()
        if execution.passthrough is not None:
            return OperationResponse(execution.passthrough, is_whole=True)
        data = self._project(compiled, execution)
        if prepared.introspects and data is not None:
            schema, errors = self._introspection.answer(compiled.selections, prepared.variables, values)
            data = data | schema if schema is not None else None
            execution.errors += errors
        if execution.errors:
            body = orjson.dumps({"data": data, "errors": execution.errors})
            return OperationResponse(body, is_whole=False)
        return OperationResponse(orjson.dumps({"data": data}), is_whole=True)

    def plan(self, request: OperationRequest, *, may_introspect: bool) -> QueryPlan:
        """Plan an operation without executing it. Raises RequestRefused."""
        return self._compile(request, may_introspect=may_introspect)[2].plan

    def check_query(self, request: OperationRequest, *, may_introspect: bool) -> None:
        """Raises RequestRefused for a mutation."""
        if self._prepare(request, may_introspect=may_introspect).kind != "query":
            raise RequestRefused("not-a-query")

    def _compile(
        self, request: OperationRequest, *, may_introspect: bool
    ) -> tuple[PreparedOperation, Mapping[str, Any], CompiledOperation, int]:
        """Decide everything that can be decided before a subgraph is asked, its cost among it. Raises
        RequestRefused."""
        prepared = self._prepare(request, may_introspect=may_introspect)
        if prepared.introspects and not may_introspect:
            raise RequestRefused("no-introspection")
        values, cost = prepare.coerce(
            prepared, self.supergraph.public, request.variables, may_introspect=may_introspect
        )
        true = frozenset(name for name in prepared.conditions if values.get(name) is True)
        key = (request.text, request.operation, true)
        compiled = self._compiled.get(key)
        self._on_plan(compiled is not None)
        if compiled is None:
            compiled = self._compiled.keep(key, self._plan(prepared, true, request.size))
        return prepared, values, compiled, cost

    def _prepare(self, request: OperationRequest, *, may_introspect: bool) -> PreparedOperation:
        key = (request.text, request.operation)
        cached = self._prepared.get(key)
        if cached is not None:
            return cached.operation
        schema = self.supergraph.public
        document = prepare.read(request.text, schema, self._limits, may_introspect=may_introspect)
        prepared = prepare.choose(document, request.operation, schema, self._limits)
        self._prepared.keep(key, _Prepared(prepared, request.size))
        return prepared

    def _plan(self, prepared: PreparedOperation, true: frozenset[str], size: int) -> CompiledOperation:
        selections = of_operation(prepared.document, prepared.operation, true)
        root = self.supergraph.roots[prepared.kind]
        try:
            stages, position = self._planner.plan(prepared.kind, selections)
        except Unreachable as unreachable:
            raise RequestRefused("unreachable", field=unreachable.field) from unreachable
        except TooManyFields as many:
            raise RequestRefused("too-costly", limit=MOST_FIELDS) from many
        projector = Projector(self.supergraph)
        plan = query_plan.build(
            self.supergraph,
            stages,
            position,
            prepared.variables,
            passes_through=not prepared.introspects
            and passthrough.is_possible(self.supergraph, stages, root, selections),
        )
        project = projector.object(root, position, selections)
        return CompiledOperation(plan, selections, root, project, projector, size)

    def _project(self, compiled: CompiledOperation, execution: Execution) -> dict[str, Any] | None:
        projector = compiled.projector
        projector.violated = False
        try:
            data: dict[str, Any] | None = compiled.project(execution.data)
        except Violation:
            data, projector.violated = None, True
        if projector.violated:
            violations = self._violations.find(
                execution.data, compiled.root, compiled.plan.position, compiled.selections
            )
            execution.errors += islice(
                errors.unexplained(violations, execution.errors, execution.translate), errors.MOST
            )
        return data


def _encoded(variables: Mapping[str, Any], prepared: PreparedOperation) -> dict[str, bytes]:
    """The caller's variables as JSON. Raises RequestRefused."""
    try:
        return {name: orjson.dumps(variables[name]) for name in prepared.variables if name in variables}
    except orjson.JSONEncodeError as error:
        raise RequestRefused("variables-too-deep") from error
