"""Caseloads: how many files are open or suspended, and how they are spread over mentors (handbook 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class GroupBy(StrEnum):
    """What caseloads are counted by."""

    LOT = "lot"
    OPERATION = "operation"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Share:
    """The files of one mentor, or of nobody yet. `red` are open files that need frequent, in-depth contact
    [3.57]."""

    provider: UUID
    mentor: UUID | None
    open: int
    suspended: int
    red: int


@dataclass(frozen=True, slots=True)
class MentorLoad:
    """What one mentor carries."""

    id: UUID
    provider: UUID
    open: int
    suspended: int
    red: int


@dataclass(frozen=True, slots=True)
class Caseload:
    """Files that are open or suspended."""

    open: int
    suspended: int
    red: int
    """Open files that need frequent, in-depth contact [3.57]."""
    without_mentor: int
    """Open files that nobody was allocated to yet."""
    mentors: tuple[MentorLoad, ...]
    """Mentors with open files, the largest caseload first."""


def operation_key(esf_area: str, strand: str) -> str:
    """Name an operation among those that caseloads are counted by."""
    return f"{esf_area}|{strand}"


def caseload(shares: Iterable[Share]) -> Caseload:
    """Add up shares."""
    every = list(shares)
    loads = [
        MentorLoad(share.mentor, share.provider, share.open, share.suspended, share.red)
        for share in every
        if share.mentor is not None and share.open
    ]
    return Caseload(
        open=sum(share.open for share in every),
        suspended=sum(share.suspended for share in every),
        red=sum(share.red for share in every),
        without_mentor=sum(share.open for share in every if share.mentor is None),
        mentors=tuple(sorted(loads, key=lambda load: (-load.open, load.id))),
    )
