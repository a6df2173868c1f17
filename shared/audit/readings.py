"""Collects what a request reads about people, and writes it down: one entry per person and route or field,
one statement per request, in the reader's transaction, before the answer goes out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from shared.auth.caller import SYSTEM, Caller
from shared.auth.permission import Permitted
from shared.contracts.reading import FieldClass

ANSWERED = "answered"
NOT_FOUND = "not-found"
"""Somebody was asked for by an id that leads to nobody whom the caller may see."""

# the names are qualified: a temporary table would come first
_INSERT = """
INSERT INTO public.reading (organisation, role, client, user_id, correlation_id, permission, purpose, route,
                            outcome, fields, provider, participant, referral, things)
SELECT $1, $2, $3, $4, $5, ($6::text[])[kind], ($7::text[])[kind], ($8::text[])[kind], ($9::text[])[kind],
       string_to_array(($10::text[])[kind], ','), provider, participant, referral, ($15::uuid[])[first:last]
FROM unnest($11::int[], $12::uuid[], $13::uuid[], $14::uuid[], $16::int[], $17::int[])
     AS rows (kind, provider, participant, referral, first, last)
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


class _Kind(NamedTuple):
    """What entries have in common."""

    point: AccessPoint | None
    fields: tuple[str, ...]
    outcome: str


_Person = tuple[UUID, UUID | None, UUID | None]
"""Whose the person is, and who: the first three of what is shown."""


class Readings:
    """What one unit of work has read about people, until it is written. What the platform reads for itself is
    shown to nobody, and is not written."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._entries: dict[_Kind, dict[_Person, list[UUID]]] = {}
        self.point: AccessPoint | None = None
        """Where a look-up is wanted from; that of a whole request may be named once it is known."""

    def __bool__(self) -> bool:
        return any(self._entries.values())

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
        point = self.point
        if by is not None:
            point = AccessPoint(point.name if point else "", by)
        people = self._entries.setdefault(_Kind(point, tuple(fields), outcome), {})
        for each in shown:
            people.setdefault(each[:3], []).extend(each.things)

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
        self._entries = {kind: people for kind, people in self._entries.items() if kind.outcome == NOT_FOUND}
        return bool(self)

    def whose_identity_is_shown(self) -> set[UUID]:
        """List the people, by participant or else by referral, who are shown by name."""
        return {
            person
            for kind, people in self._entries.items()
            if FieldClass.IDENTITY in kind.fields and kind.outcome == ANSWERED
            for _, participant, referral in people
            if (person := participant or referral) is not None
        }

    async def write(self, connection: asyncpg.Connection, *, correlation_id: str | None) -> None:
        """Write the entries in one statement. Raises NothingChecked."""
        caller = self._caller
        kinds: list[tuple[str, ...]] = []
        rows: list[tuple[object, ...]] = []
        things: list[UUID] = []
        for number, (kind, people) in enumerate(self._entries.items(), start=1):
            point = self._point(kind.point)
            checked = _checked(point.permission, caller)
            kinds.append((*checked, point.name, kind.outcome, ",".join(sorted(kind.fields))))
            for person, shown in people.items():
                first = len(things) + 1
                things += dict.fromkeys(shown) if len(shown) > 1 else shown
                rows.append((number, *person, first, len(things)))
        self._entries.clear()
        numbers, providers, participants, referrals, firsts, lasts = zip(*rows, strict=True)
        await connection.execute(
            _INSERT,
            *(caller.organisation, caller.role, caller.client, caller.person, correlation_id),
            *zip(*kinds, strict=True),
            *(numbers, providers, participants, referrals, things, firsts, lasts),
        )

    def _point(self, noted: AccessPoint | None) -> AccessPoint:
        """Name the route of what was noted before it was known."""
        if noted is not None and noted.name:
            return noted
        if self.point is None:
            raise NothingChecked("somebody was read by no route or field that checks a permission")
        return self.point if noted is None else AccessPoint(self.point.name, noted.permission)


def _checked(permission: Permitted | None, caller: Caller) -> tuple[str, str]:
    """Return the permission that let the caller through, and the purpose it checked. Raises
    NothingChecked."""
    held = permission.permissions & caller.policy.permissions if permission else frozenset()
    if permission is None or not held:
        raise NothingChecked("somebody was read without a permission")
    return min(held), permission.purpose
