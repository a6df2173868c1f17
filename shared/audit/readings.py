"""Collects what a request reads about people, and writes it down: one entry per person and route or field,
one statement per request, in the reader's transaction, before the answer goes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

import asyncpg

from shared.auth.caller import SYSTEM, Caller
from shared.auth.permission import Permitted

ANSWERED = "answered"
NOT_FOUND = "not-found"
"""Somebody was asked for by an id that leads to nobody whom the caller may see."""

# the names are qualified: a temporary table would come first
_INSERT = """
INSERT INTO public.reading (organisation, role, client, user_id, correlation_id, permission, purpose, route,
                            provider, participant, referral, outcome, fields, things)
SELECT $1, $2, $3, $4, $5, permission, purpose, route, provider, participant, referral, outcome,
       string_to_array(fields, ','), ($14::uuid[])[first:last]
FROM unnest($6::text[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::text[],
            $13::text[], $15::int[], $16::int[])
     AS rows (permission, purpose, route, provider, participant, referral, outcome, fields, first, last)
"""


class NothingChecked(ValueError):
    """A person was read, and no permission was checked."""


class Shown(NamedTuple):
    """Rows of one class about one person: whose they are, and their ids."""

    provider: UUID
    participant: UUID | None = None
    referral: UUID | None = None
    things: Sequence[UUID] = ()


class AccessPoint(NamedTuple):
    """A route or a field of the graph, and the permission that it checked."""

    name: str
    permission: Permitted | None


class _Person(NamedTuple):
    """One person at one access point: what makes an entry one."""

    point: AccessPoint | None
    provider: UUID
    participant: UUID | None
    referral: UUID | None
    outcome: str


@dataclass(slots=True)
class _Entry:
    fields: set[str] = field(default_factory=set)
    things: dict[UUID, None] = field(default_factory=dict)


class Readings:
    """What one unit of work has read about people, until it is written. What the platform reads for itself is
    shown to nobody, and is not written."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._entries: dict[_Person, _Entry] = {}
        self.point: AccessPoint | None = None
        """Where a look-up is wanted from; that of a whole request may be named once it is known."""

    def __bool__(self) -> bool:
        return bool(self._entries)

    def note(
        self,
        fields: Iterable[str],
        shown: Iterable[Shown],
        *,
        by: Permitted | None = None,
        outcome: str = ANSWERED,
    ) -> None:
        """Note that rows of these classes are shown. `by` is the permission that was checked, where it is
        another one than that of the route or field."""
        if self._caller.role == SYSTEM:
            return
        classes, point = frozenset(fields), self.point
        if by is not None:
            point = AccessPoint(point.name if point else "", by)
        for each in shown:
            person = _Person(point, each.provider, each.participant, each.referral, outcome)
            entry = self._entries.get(person)
            if entry is None:
                entry = self._entries[person] = _Entry()
            entry.fields |= classes
            for thing in each.things:
                entry.things[thing] = None

    def note_missed(
        self, fields: Iterable[str], *, participants: Iterable[UUID] = (), referrals: Iterable[UUID] = ()
    ) -> None:
        """Note that people were asked for by ids that lead to nobody whom the caller may see. Whose they are
        is not known, and the entry is the caller's own."""
        own = self._caller.organisation
        missed = [
            *(Shown(own, participant=each) for each in participants),
            *(Shown(own, referral=each) for each in referrals),
        ]
        self.note(fields, missed, outcome=NOT_FOUND)

    def keep_missed(self) -> bool:
        """Forget what was shown, because nothing is shown after all; tell whether somebody was missed."""
        self._entries = {
            person: entry for person, entry in self._entries.items() if person.outcome == NOT_FOUND
        }
        return bool(self._entries)

    async def write(self, connection: asyncpg.Connection, *, correlation_id: str | None) -> None:
        """Write the entries in one statement. Raises NothingChecked."""
        rows: list[tuple[object, ...]] = []
        things: list[UUID] = []
        for person, entry in self._entries.items():
            point = self._point(person.point)
            first = len(things) + 1
            things.extend(entry.things)
            rows.append(
                (
                    *_held(point.permission, self._caller),
                    point.name,
                    *person[1:],
                    ",".join(sorted(entry.fields)),
                    first,
                    len(things),
                )
            )
        self._entries.clear()
        *texts, firsts, lasts = (list(column) for column in zip(*rows, strict=True))
        caller = self._caller
        await connection.execute(
            _INSERT,
            caller.organisation,
            caller.role,
            caller.subject,
            caller.user,
            correlation_id,
            *texts,
            things,
            firsts,
            lasts,
        )

    def _point(self, noted: AccessPoint | None) -> AccessPoint:
        """Name the route of what was noted before it was known."""
        if noted is not None and noted.name:
            return noted
        if self.point is None:
            raise NothingChecked("somebody was read by no route or field that checks a permission")
        return self.point if noted is None else AccessPoint(self.point.name, noted.permission)


def _held(permission: Permitted | None, caller: Caller) -> tuple[str, str]:
    """Return the permission that let the caller through, and the purpose it checked. Raises
    NothingChecked."""
    held = permission.permissions & caller.policy.permissions if permission else frozenset()
    if permission is None or not held:
        raise NothingChecked("somebody was read without a permission")
    return min(held), permission.purpose
