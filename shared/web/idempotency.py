"""Idempotency keys: a request that was answered under its `Idempotency-Key` gets the same answer again, and
changes nothing."""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, TypeVar
from uuid import UUID

import orjson
from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel, StringConstraints

from shared.refusal import Refusal
from shared.service_context import ServiceContext, UnitOfWorkDep
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import etag

T = TypeVar("T")

Reading = Callable[[UnitOfWork, UUID], Awaitable[None]]
"""Notes that the row with an id is shown."""

_CLAIM = """
INSERT INTO idempotency (organisation, key, fingerprint, status, body)
VALUES ($1, $2, $3, 0, '') ON CONFLICT DO NOTHING RETURNING key
"""
_STORED = "SELECT fingerprint, status, etag, body FROM idempotency WHERE organisation = $1 AND key = $2"
_STORE = "UPDATE idempotency SET status = $3, etag = $4, body = $5 WHERE organisation = $1 AND key = $2"
_FORGET = "DELETE FROM idempotency WHERE answered_at < now() - interval '30 days'"


class KeyReused(Refusal):
    code = "idempotency-key-reused"
    status = 422
    title = "This Idempotency-Key was already used for another request."


def json_response(shape: BaseModel, *, status: int = 200) -> Response:
    """Write a shape as JSON, with its version, where it has one, as ETag."""
    version = getattr(shape, "version", None)
    headers = {"ETag": etag(version)} if isinstance(version, int) else {}
    return Response(
        shape.model_dump_json(), status_code=status, media_type="application/json", headers=headers
    )


class IdempotentCall:
    """Answers a POST once per Idempotency-Key: what is done and the answer to it are committed together, so
    that a repetition changes nothing and gets the same. Two at the same time wait for each other. Raises
    KeyReused for a key that came with another request."""

    def __init__(
        self,
        request: Request,
        work: UnitOfWorkDep,
        idempotency_key: Annotated[
            Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")] | None, Header()
        ] = None,
    ) -> None:
        self._request, self._work, self._key = request, work, idempotency_key

    async def __call__(
        self,
        command: Coroutine[Any, Any, T],
        shape: Callable[[T], BaseModel],
        *,
        status: int = 200,
        reading: Reading | None = None,
    ) -> Response:
        """Run `command` and answer with the shape of its result, or repeat the answer of the first time.
        `reading` notes whom an answer shows, by the `id` in it: repeating it is a reading like any other."""
        answer = await self._answer(command, shape, status)
        if reading is not None:
            await reading(self._work, UUID(orjson.loads(answer.body)["id"]))
        return answer

    async def _answer(
        self, command: Coroutine[Any, Any, T], shape: Callable[[T], BaseModel], status: int
    ) -> Response:
        if self._key is None:
            return json_response(shape(await command), status=status)
        try:
            if (answered := await self._answered(self._key)) is not None:
                return answered
            answer = json_response(shape(await command), status=status)
        finally:
            command.close()
        connection = await self._work.connection()
        organisation = self._work.caller.organisation
        await connection.execute(
            _STORE, organisation, self._key, status, answer.headers.get("etag"), bytes(answer.body)
        )
        return answer

    async def _answered(self, key: str) -> Response | None:
        """Return the stored answer to this key; None for the first call, which holds the key from now on."""
        organisation = self._work.caller.organisation
        connection = await self._work.connection()
        fingerprint = await self._fingerprint()
        if await connection.fetchval(_CLAIM, organisation, key, fingerprint):
            return None
        stored = await connection.fetchrow(_STORED, organisation, key)
        if stored is None or stored["fingerprint"] != fingerprint:
            raise KeyReused
        headers = {"ETag": stored["etag"]} if stored["etag"] else {}
        return Response(stored["body"], stored["status"], media_type="application/json", headers=headers)

    async def _fingerprint(self) -> bytes:
        digest = hashlib.sha256(f"{self._request.method} {self._request.url.path}\n".encode())
        digest.update(await self._request.body())
        return digest.digest()


IdempotencyDep = Annotated[IdempotentCall, Depends(IdempotentCall)]


async def purge_expired(context: ServiceContext) -> None:
    """Delete answers older than thirty days: whoever repeats a request does so sooner."""
    async with context.begin_as_worker() as work:
        await (await work.connection()).execute(_FORGET)
