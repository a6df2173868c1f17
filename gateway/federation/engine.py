"""How an operation is answered: read and planned once, carried out and shaped for each caller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import orjson

from gateway.federation.execution import errors, passthrough
from gateway.federation.execution.executor import Execution
from gateway.federation.execution.introspection import Introspection
from gateway.federation.execution.projection import Projection, Projector, Violation
from gateway.federation.operation import prepare
from gateway.federation.operation.cost_limits import Limits
from gateway.federation.operation.prepare import Prepared, RequestRefused
from gateway.federation.operation.selections import Selections, of_operation
from gateway.federation.plan_cache import BoundedCache
from gateway.federation.planner import query_plan
from gateway.federation.planner.operation_planner import Planner, Unreachable
from gateway.federation.planner.query_plan import Plan
from gateway.federation.planner.walker import MOST_FIELDS, TooManyFields
from gateway.federation.supergraph.supergraph import Supergraph
from gateway.federation.transport.protocol import Answer, Call, Transport

_REMEMBERED: Final = 1_000_000
"""Characters of operations whose plans are kept: about a thousand as clients write them. A plan takes some
hundred times the memory of its text."""
_ITS_OWN_SIZE: Final = 500
"""That every plan adds to its text, in characters."""


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """An operation as a caller sends it."""

    text: str
    operation: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """A plan with what shapes its answer."""

    plan: Plan
    asked: Selections
    root: str
    shape: Projection
    shaper: Projector


class Engine:
    """The graph over one supergraph. `planned` is told of each operation whether its plan was remembered."""

    def __init__(
        self,
        supergraph: Supergraph,
        transport: Transport,
        limits: Limits | None = None,
        *,
        planned: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self.supergraph = supergraph
        self._transport, self._limits = transport, limits or Limits()
        self._planner, self._violations = Planner(supergraph), errors.Violations(supergraph)
        self._planned = planned
        self._introspection = Introspection(supergraph)
        self._prepared: BoundedCache[tuple[str, str | None], Prepared] = BoundedCache(_REMEMBERED)
        self._ready: BoundedCache[tuple[str, str | None, frozenset[str]], CompiledOperation] = BoundedCache(
            _REMEMBERED
        )

    async def answer(self, asked: OperationRequest, call: Call, *, may_introspect: bool) -> Answer:
        """The answer as JSON: data, and errors where something could not be answered.

        Raises RequestRefused where it was not tried."""
        prepared, values, ready = self._get_ready(asked, may_introspect=may_introspect)
        execution = Execution(ready.plan, self._transport, call, _written(asked.variables, prepared))
        await execution.run()
        if execution.verbatim is not None:
            return Answer(execution.verbatim, is_whole=True)
        data = self._shaped(ready, execution)
        if prepared.introspects and data is not None:
            told, errors = self._introspection.tell(ready.asked, prepared.variables, values)
            data = data | told if told is not None else None
            execution.errors += errors
        if execution.errors:
            return Answer(orjson.dumps({"data": data, "errors": execution.errors}), is_whole=False)
        return Answer(orjson.dumps({"data": data}), is_whole=True)

    def plan(self, asked: OperationRequest, *, may_introspect: bool) -> Plan:
        """How an operation would be answered. Raises RequestRefused."""
        return self._get_ready(asked, may_introspect=may_introspect)[2].plan

    def _get_ready(
        self, asked: OperationRequest, *, may_introspect: bool
    ) -> tuple[Prepared, Mapping[str, Any], CompiledOperation]:
        """Everything that can be decided before a service is asked. Raises RequestRefused."""
        prepared = self._prepare(asked, may_know=may_introspect)
        if prepared.introspects and not may_introspect:
            raise RequestRefused("no-introspection")
        values = prepare.coerce(prepared, self.supergraph.public, asked.variables, may_know=may_introspect)
        true = frozenset(name for name in prepared.conditions if values.get(name) is True)
        key = (asked.text, asked.operation, true)
        ready = self._ready.get(key)
        self._planned(ready is not None)
        if ready is None:
            ready = self._make(prepared, true)
            self._ready.keep(key, ready, size=len(asked.text) + _ITS_OWN_SIZE)
        return prepared, values, ready

    def check_query(self, asked: OperationRequest, *, may_introspect: bool) -> None:
        """Raises RequestRefused for an operation that changes something."""
        if self._prepare(asked, may_know=may_introspect).kind != "query":
            raise RequestRefused("not-a-query")

    def _prepare(self, asked: OperationRequest, *, may_know: bool) -> Prepared:
        key = (asked.text, asked.operation)
        known = self._prepared.get(key)
        if known is not None:
            return known
        document = prepare.read(asked.text, self.supergraph.public, self._limits, may_know=may_know)
        prepared = prepare.choose(document, asked.operation, self.supergraph.public, self._limits)
        return self._prepared.keep(key, prepared, size=len(asked.text) + _ITS_OWN_SIZE)

    def _make(self, prepared: Prepared, true: frozenset[str]) -> CompiledOperation:
        asked = of_operation(prepared.document, prepared.operation, true)
        root = self.supergraph.roots[prepared.kind]
        try:
            stages, place = self._planner.plan(prepared.kind, asked)
        except Unreachable as unreachable:
            raise RequestRefused("unreachable", field=unreachable.field) from unreachable
        except TooManyFields as many:
            raise RequestRefused("too-costly", limit=MOST_FIELDS) from many
        shaper = Projector(self.supergraph)
        made = query_plan.build(
            self.supergraph,
            stages,
            place,
            prepared.variables,
            is_verbatim=passthrough.suits(self.supergraph, stages, root, asked) and not prepared.introspects,
        )
        return CompiledOperation(made, asked, root, shaper.object(root, place, asked), shaper)

    def _shaped(self, ready: CompiledOperation, execution: Execution) -> dict[str, Any] | None:
        ready.shaper.violated = False
        try:
            data: dict[str, Any] | None = ready.shape(execution.answer)
        except Violation:
            data, ready.shaper.violated = None, True
        if ready.shaper.violated:
            found = self._violations.find(execution.answer, ready.root, ready.plan.place, ready.asked)
            execution.errors += islice(
                errors.unexplained(found, execution.errors, execution.language), errors.MOST
            )
        return data


def _written(variables: Mapping[str, Any], prepared: Prepared) -> dict[str, bytes]:
    """The caller's variables as they go out."""
    try:
        return {name: orjson.dumps(variables[name]) for name in prepared.variables if name in variables}
    except orjson.JSONEncodeError as error:
        raise RequestRefused("variables-too-deep") from error
