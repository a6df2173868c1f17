"""Serves the engine by the GraphQL-over-HTTP specification: reads requests, negotiates the media type."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response

from gateway.federation.engine import Engine, OperationRequest
from gateway.federation.execution.transport import RequestContext
from gateway.federation.operation.persisted import PersistedOperations
from gateway.federation.operation.prepare import RequestRefused
from gateway.federation.tracing import PARTIAL, WHOLE, Instrumentation

MEDIA_TYPE: Final = "application/graphql-response+json"
_LEGACY: Final = "application/json"
_MALFORMED: Final = frozenset({"unreadable", "no-batches", "no-query"})
"""The codes of requests that are no well-formed GraphQL request."""


class GraphHttp:
    """The graph's HTTP endpoint.

    With `plan_header`, a request that carries a header of this name gets the query plan with its response."""

    def __init__(
        self,
        engine: Engine,
        persisted: PersistedOperations,
        instrumentation: Instrumentation,
        *,
        plan_header: str | None = None,
    ) -> None:
        self.engine = engine
        self._persisted, self._instrumentation = persisted, instrumentation
        self._plan_header = plan_header

    async def post(
        self, body: bytes, headers: Headers, context: RequestContext, *, may_introspect: bool
    ) -> Response:
        """Answer a POST. The caller of this method has checked that the media type is `application/json`: no
        form of another site can send that. `may_introspect`: whether the client may learn the schema."""
        try:
            parameters = _object(body)
        except RequestRefused as refusal:
            return self._refuse(headers, refusal, context)
        return await self._answer(parameters, headers, context, may_introspect=may_introspect)

    async def get(
        self, query: QueryParams, headers: Headers, context: RequestContext, *, may_introspect: bool
    ) -> Response:
        """Answer a GET, for persisted queries only: an address is logged and kept in histories, and must not
        change anything. The token in a header of its own keeps other sites from asking."""
        try:
            parameters: dict[str, Any] = {
                name: _object(query[name].encode()) for name in ("variables", "extensions") if name in query
            }
            parameters |= {name: query[name] for name in ("documentId", "operationName") if name in query}
            if _document_id(parameters) is None:
                raise RequestRefused("no-query")
        except RequestRefused as refusal:
            return self._refuse(headers, refusal, context)
        return await self._answer(
            parameters, headers, context, may_introspect=may_introspect, only_queries=True
        )

    async def _answer(
        self,
        parameters: Mapping[str, Any],
        headers: Headers,
        context: RequestContext,
        *,
        may_introspect: bool,
        only_queries: bool = False,
    ) -> Response:
        with self._instrumentation.operation(context) as (traced, outcome):
            try:
                request = self._request(parameters)
                if only_queries:
                    self.engine.check_query(request, may_introspect=may_introspect)
                response = await self.engine.answer(request, traced, may_introspect=may_introspect)
            except RequestRefused as refusal:
                return self._refuse(headers, refusal, context)
            outcome.set(WHOLE if response.is_whole else PARTIAL, failed=not response.is_whole)
        body = response.body
        if self._plan_header is not None and self._plan_header in headers:
            plan = self.engine.plan(request, may_introspect=may_introspect)
            body = orjson.dumps(orjson.loads(body) | {"extensions": {"plan": list(plan.explain())}})
        return Response(body, 200, media_type=_media_type(headers))

    def _refuse(self, headers: Headers, refusal: RequestRefused, context: RequestContext) -> Response:
        """Older clients take every status but 200 for a fault of the network, and never read the body."""
        self._instrumentation.metrics.refused(refusal.code)
        media_type = _media_type(headers)
        status = 200 if media_type == _LEGACY and refusal.code not in _MALFORMED else 400
        body = orjson.dumps({"errors": refusal.errors(context.translate)})
        return Response(body, status, media_type=media_type)

    def _request(self, parameters: Mapping[str, Any]) -> OperationRequest:
        variables = parameters.get("variables") or {}
        operation = parameters.get("operationName")
        text = parameters.get("query")
        if (
            not isinstance(variables, dict)
            or not isinstance(operation, str | None)
            or not isinstance(text, str | None)
        ):
            raise RequestRefused("unreadable")
        text = self._persisted.text(text, _document_id(parameters))
        return OperationRequest(text, operation or None, variables)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RequestRefused("unreadable") from error
    if isinstance(value, list):
        raise RequestRefused("no-batches")
    if not isinstance(value, dict):
        raise RequestRefused("unreadable")
    return value


def _document_id(parameters: Mapping[str, Any]) -> str | None:
    """The identifier of a persisted operation: `documentId`, or Apollo clients' `persistedQuery`."""
    extensions = parameters.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    identifier = parameters.get("documentId") or (
        persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    )
    if identifier is not None and not isinstance(identifier, str):
        raise RequestRefused("unreadable")
    return identifier


def _media_type(headers: Headers) -> str:
    return MEDIA_TYPE if MEDIA_TYPE in headers.get("accept", "") else _LEGACY
