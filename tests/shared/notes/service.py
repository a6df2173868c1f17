"""The notes as a service: its routes are as small as routes can be."""

from pathlib import Path
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from shared.auth import Caller, Permitted
from shared.auth.role_policy import Precision, RolePolicy, Scope
from shared.runtime.service import Service
from shared.service_context import UnitOfWorkDep
from shared.unit_of_work import UnitOfWork
from shared.web.field_types import SingleLine, StrictModel
from shared.web.idempotency import IdempotencyDep
from shared.workers.reactions import Reactions
from tests.shared.notes.facts import Noted

router = APIRouter()
MayNote = Annotated[Caller, Permitted("notes").depends]
ROLES = {"provider": RolePolicy(Scope.OWN_ORGANISATION, Precision.EXACT, permissions=frozenset({"notes"}))}


class NoteIn(StrictModel):
    words: SingleLine


class NoteOut(BaseModel):
    id: UUID
    version: int = 1

    @classmethod
    def of(cls, id: UUID) -> Self:
        return cls(id=id)


async def note(work: UnitOfWork, words: str) -> UUID:
    """Keep a note, and say so."""
    id = work.new_id()
    connection = await work.connection()
    await connection.execute("INSERT INTO note VALUES ($1, $2, $3)", id, work.caller.organisation, words)
    work.announce(*Noted.of(id, words))
    return id


@router.post("/v1/notes", status_code=201)
async def add(body: NoteIn, work: UnitOfWorkDep, _caller: MayNote, once: IdempotencyDep) -> Response:
    return await once(note(work, body.words), NoteOut.of, person=lambda id: id, status=201)


@router.get("/v1/notes")
async def read(work: UnitOfWorkDep, _caller: MayNote) -> list[str]:
    rows = await (await work.connection()).fetch("SELECT words FROM note ORDER BY id")
    return [row["words"] for row in rows]


def notes(**more: Any) -> Service:
    made: dict[str, Any] = {
        "name": "notes",
        "migrations": Path(__file__).parent / "migrations",
        "roles": ROLES,
        "routers": (router,),
        "reactions": Reactions(),
    }
    return Service(**(made | more))
