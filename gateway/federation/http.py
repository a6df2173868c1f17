"""What a GraphQL request over HTTP may look like, and what its answer does (GraphQL over HTTP)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response

from gateway.federation import tracing
from gateway.federation.engine import Engine, OperationRequest
from gateway.federation.operation.persisted import Persisted
from gateway.federation.operation.prepare import RequestRefused
from gateway.federation.transport.protocol import Call
from gateway.metrics import PARTIAL, WHOLE, Metrics
from shared.auth.caller import Caller

MEDIA_TYPE: Final = "application/graphql-response+json"
PLAN: Final = "dolen-plan"
_LEGACY: Final = "application/json"


_NO_REQUEST: Final = frozenset({"unreadable", "no-batches", "no-query"})
"""What is no GraphQL request."""


class GraphHttp:
    """`may_introspect` says who may be told of the graph itself; with `shows_plans`, the header `dolen-plan`
    adds the plan to an answer."""

    def __init__(
        self,
        engine: Engine,
        persisted: Persisted,
        *,
        may_introspect: Callable[[Caller], bool],
        meters: Metrics,
        shows_plans: bool = False,
    ) -> None:
        self.engine = engine
        self._persisted, self._may_introspect = persisted, may_introspect
        self._meters, self._shows_plans = meters, shows_plans

    async def post(self, body: bytes, headers: Headers, caller: Caller, call: Call) -> Response:
        """The body has to have been sent as `application/json`: no form of another site can do that."""
        try:
            said = _object(body)
        except RequestRefused as refused:
            return self._refuse(headers, refused, call.language)
        return await self._answer(said, headers, caller, call)

    async def get(self, query: QueryParams, headers: Headers, caller: Caller, call: Call) -> Response:
        """Persisted queries only: an address is logged and kept in histories, and must not change anything.
        The token in a header of its own keeps other sites from asking."""
        try:
            said: dict[str, Any] = {
                name: _object(query[name].encode()) for name in ("variables", "extensions") if name in query
            }
            said |= {name: query[name] for name in ("documentId", "operationName") if name in query}
            if _identifier(said) is None:
                raise RequestRefused("no-query")
        except RequestRefused as refused:
            return self._refuse(headers, refused, call.language)
        return await self._answer(said, headers, caller, call, only_queries=True)

    async def _answer(
        self,
        said: Mapping[str, Any],
        headers: Headers,
        caller: Caller,
        call: Call,
        *,
        only_queries: bool = False,
    ) -> Response:
        may_introspect = self._may_introspect(caller)
        with tracing.operation(self._meters, call) as (within, outcome):
            try:
                asked = self._asked(said)
                if only_queries:
                    self.engine.check_query(asked, may_introspect=may_introspect)
                answer = await self.engine.answer(asked, within, may_introspect=may_introspect)
            except RequestRefused as refused:
                return self._refuse(headers, refused, call.language)
            outcome.of(WHOLE if answer.is_whole else PARTIAL, failed=not answer.is_whole)
        body = answer.body
        if self._shows_plans and PLAN in headers:
            plan = self.engine.plan(asked, may_introspect=may_introspect)
            body = orjson.dumps(orjson.loads(body) | {"extensions": {"plan": list(plan.explain())}})
        return Response(body, 200, media_type=_media_type(headers))

    def _refuse(self, headers: Headers, refused: RequestRefused, language: str) -> Response:
        """Older clients take every status but 200 for a fault of the network, and never read why."""
        self._meters.refused(refused.code)
        media_type = _media_type(headers)
        status = 200 if media_type == _LEGACY and refused.code not in _NO_REQUEST else 400
        return Response(orjson.dumps({"errors": refused.told(language)}), status, media_type=media_type)

    def _asked(self, said: Mapping[str, Any]) -> OperationRequest:
        variables = said.get("variables") or {}
        operation = said.get("operationName")
        text = said.get("query")
        if (
            not isinstance(variables, dict)
            or not isinstance(operation, str | None)
            or not isinstance(text, str | None)
        ):
            raise RequestRefused("unreadable")
        return OperationRequest(self._persisted.text(text, _identifier(said)), operation or None, variables)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RequestRefused("unreadable") from error
    if isinstance(said, list):
        raise RequestRefused("no-batches")
    if not isinstance(said, dict):
        raise RequestRefused("unreadable")
    return said


def _identifier(said: Mapping[str, Any]) -> str | None:
    """The name of a persisted operation: `documentId`, or as Apollo clients put it."""
    extensions = said.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    told = said.get("documentId") or (persisted.get("sha256Hash") if isinstance(persisted, dict) else None)
    if told is not None and not isinstance(told, str):
        raise RequestRefused("unreadable")
    return told


def _media_type(headers: Headers) -> str:
    return MEDIA_TYPE if MEDIA_TYPE in headers.get("accept", "") else _LEGACY
