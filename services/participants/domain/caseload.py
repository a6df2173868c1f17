"""Caseloads: how many files are open or suspended, and how they are spread over mentors (handbook 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from services.participants.domain.mentor import mentor_id


@dataclass(frozen=True, slots=True)
class Share:
    """Files that are alike: of one mentor or of none yet."""

    provider: UUID
    mentor: str | None
    open: int
    suspended: int
    red: int


@dataclass(frozen=True, slots=True)
class MentorLoad:
    id: UUID
    provider: UUID
    reference: str
    open: int
    suspended: int
    red: int


@dataclass(frozen=True, slots=True)
class Caseload:
    open: int
    suspended: int
    red: int
    """Open files that need frequent, in-depth contact [3.57]."""
    without_mentor: int
    """Open files that nobody was allocated to yet."""
    mentors: tuple[MentorLoad, ...]
    """Mentors with open files, the largest caseload first."""


def caseload(shares: Iterable[Share]) -> Caseload:
    every = list(shares)
    loads = [
        MentorLoad(
            mentor_id(share.provider, share.mentor),
            share.provider,
            share.mentor,
            share.open,
            share.suspended,
            share.red,
        )
        for share in every
        if share.mentor is not None
    ]
    return Caseload(
        open=sum(share.open for share in every),
        suspended=sum(share.suspended for share in every),
        red=sum(share.red for share in every),
        without_mentor=sum(share.open for share in every if share.mentor is None),
        mentors=tuple(sorted((load for load in loads if load.open), key=lambda load: (-load.open, load.id))),
    )
