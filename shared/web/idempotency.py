"""Idempotency keys: a request that was answered under its `Idempotency-Key` gets the same answer again, and
changes nothing."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

import orjson
from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel, StringConstraints

from shared.refusal import Refusal
from shared.service_context import ServiceContext, UnitOfWorkDep
from shared.unit_of_work import UnitOfWork
from shared.web.allowed_methods import allowed_methods
from shared.web.conditional_requests import etag

T = TypeVar("T")

Reading = Callable[[UnitOfWork, UUID], Awaitable[None]]
"""Notes that the row with an id is shown."""

_CLAIM = """
INSERT INTO idempotency (organisation, key, fingerprint, status, body)
VALUES ($1, $2, $3, 0, '') ON CONFLICT DO NOTHING RETURNING key
"""
_STORED = (
    "SELECT fingerprint, status, etag, body, person FROM idempotency WHERE organisation = $1 AND key = $2"
)
_STORE = """
UPDATE idempotency SET status = $3, etag = $4, body = $5, person = $6 WHERE organisation = $1 AND key = $2
"""
_BODY: Final = "idempotency.body"
_FORGET = "DELETE FROM idempotency WHERE answered_at < now() - interval '30 days'"


class KeyReused(Refusal):
    code = "idempotency-key-reused"
    status = 422
    title = "This Idempotency-Key was already used for another request."


def json_response(shape: BaseModel, *, status: int = 200) -> Response:
    """Write a shape as JSON, with its version, where it has one, as ETag."""
    version = getattr(shape, "version", None)
    overdue = getattr(shape, "overdue", False)
    headers = {"ETag": etag(version, overdue=overdue)} if isinstance(version, int) else {}
    return Response(
        shape.model_dump_json(), status_code=status, media_type="application/json", headers=headers
    )


class IdempotentCall:
    """Answers a POST once per Idempotency-Key: what is done and the answer to it are committed together, so
    that a repetition changes nothing and gets the same. Two at the same time wait for each other. The answer
    is sealed under the data key of the person it is about. Raises KeyReused for a key that came with another
    request, and PersonErased when the person was erased since."""

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
        person: Callable[[T], UUID],
        status: int = 200,
        reading: Reading | None = None,
    ) -> Response:
        """Run `command` and answer with the shape of its result, or repeat the answer of the first time.
        `person` tells whom a result is about; `reading` notes whom an answer shows, by the `id` in it:
        repeating it is a reading like any other."""
        answer = await self._answer(command, shape, person, status)
        if status == 201:
            answer.headers["Location"] = self._location(orjson.loads(answer.body)["id"])
        if reading is not None:
            await reading(self._work, UUID(orjson.loads(answer.body)["id"]))
        return answer

    def _location(self, made: str) -> str:
        """The address of what was made; that of its list, where nothing else shows it."""
        path = self._request.scope["path"]
        own = f"{path}/{made}"
        return own if "GET" in allowed_methods(self._request.app.routes, own) else path

    async def _answer(
        self,
        command: Coroutine[Any, Any, T],
        shape: Callable[[T], BaseModel],
        person: Callable[[T], UUID],
        status: int,
    ) -> Response:
        if self._key is None:
            return json_response(shape(await command), status=status)
        try:
            if (answered := await self._answered(self._key)) is not None:
                return answered
            result = await command
            answer = json_response(shape(result), status=status)
        finally:
            command.close()
        connection = await self._work.connection()
        organisation, etag_, whose = (
            self._work.caller.organisation,
            answer.headers.get("etag"),
            person(result),
        )
        cipher = self._work.cipher
        await cipher.create([whose])
        row = _row_of(await self._fingerprint())
        sealed = cipher.encrypt(bytes(answer.body), person=whose, column=_BODY, row=row)
        await connection.execute(_STORE, organisation, self._key, status, etag_, sealed, whose)
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
        cipher, person = self._work.cipher, stored["person"]
        await cipher.load([person])
        body = cipher.decrypt(stored["body"], person=person, column=_BODY, row=_row_of(fingerprint))
        return Response(body, stored["status"], media_type="application/json", headers=headers)

    async def _fingerprint(self) -> bytes:
        line = f"{self._request.method} {self._request.url.path}\n".encode()
        return self._work.cipher.keys.fingerprint(line + await self._request.body())


def _row_of(fingerprint: bytes) -> UUID:
    """Name the place of a stored answer: opened for another request it shows nothing."""
    return UUID(bytes=fingerprint)


IdempotencyDep = Annotated[IdempotentCall, Depends(IdempotentCall)]


async def purge_expired(context: ServiceContext) -> None:
    """Delete answers older than thirty days: whoever repeats a request does so sooner."""
    async with context.begin_as_worker() as work:
        await (await work.connection()).execute(_FORGET)
