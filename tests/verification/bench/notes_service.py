"""The smallest service that can be measured: notes are written down and told of, and a reader writes down
what it is told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event

from shared.auth.caller import NOBODY
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions
from tests import shared
from tests.shared.notes.facts import MONDAY, Noted

MIGRATIONS: Final = Path(shared.__path__[0]) / "notes" / "migrations"

WORDS: Final = "w" * 200
"""Makes a fact as long as most of ours are."""

_NOTE = """
INSERT INTO note (id, organisation, words) SELECT id, $2, id::text FROM unnest($1::uuid[]) AS id
ON CONFLICT (id) DO UPDATE SET words = excluded.words
"""
_APPLIED = "INSERT INTO applied (note_id, words) SELECT * FROM unnest($1::uuid[], $2::text[])"

Heard = Callable[[Sequence[UUID]], None]


async def note(work: UnitOfWork, notes: Sequence[UUID]) -> None:
    """The command: write the notes, and announce a fact about each."""
    await (await work.connection()).execute(_NOTE, notes, NOBODY)
    work.announce(*(Noted(note_id=each, words=WORDS, happened_at=MONDAY) for each in notes))


def once_committed(work: UnitOfWork, do: Callable[[], None]) -> None:
    """Have something done at the moment in which the work is committed."""
    event.listen(work.session.sync_session, "after_commit", lambda _: do())


def service(*, heard: Heard | None = None) -> Service:
    """The service; one that reacts to its own kind of facts where somebody is to hear, once it is committed,
    which notes were told of."""
    reactions = Reactions()
    if heard is not None:

        @reactions.to_all(Noted)
        async def apply(work: UnitOfWork, facts: Sequence[Any]) -> None:
            notes = [fact.note_id for fact in facts]
            await (await work.connection()).execute(_APPLIED, notes, [fact.words for fact in facts])
            once_committed(work, lambda: heard(notes))

    return Service(name="notes", migrations=MIGRATIONS, roles=ROLES, routers=(), reactions=reactions)
