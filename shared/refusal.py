"""Refusals, the domain's exceptions: each is a word of the domain with a code and a status, and one module
turns it into a response."""

from collections.abc import Sequence
from typing import ClassVar


class Refusal(Exception):
    """A rule was not met, and nothing was changed.

    A subclass is one word: its `code` is a promise to callers, its `title` an English sentence that the
    Welsh catalogue translates, its `status` the HTTP status. `details` are facts about the refusal that the
    caller may see, such as the current state: never anything about a person.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This was refused."
    retry: ClassVar[bool] = False
    """The same request may succeed later, unchanged."""
    mistakes: Sequence[tuple[str, str]] = ()
    """JSON pointers to fields that do not have the right shape, each with the kind of mistake."""

    def __init__(self, *, pointer: str | None = None, **details: object) -> None:
        super().__init__(self.code)
        self.pointer = pointer
        """JSON pointer to the field that was refused, where it is one field."""
        self.details = details


class NotFound(Refusal):
    """There is nothing here, or nothing the caller may know of: a stranger cannot tell which."""

    code = "not-found"
    status = 404
    title = "There is nothing here that you may see."


class NotPermitted(Refusal):
    """The caller's role does not allow the action, or not for the token's purposes."""

    code = "not-permitted"
    status = 403
    title = "Your role does not allow this."


class ChangedMeanwhile(Refusal):
    """Optimistic concurrency: somebody else changed the same row first."""

    code = "changed-meanwhile"
    status = 409
    title = "Somebody else changed this first; look at its current state and try again."


class Unavailable(Refusal):
    """The database, the bus or another service cannot be reached just now; nothing was acknowledged."""

    code = "unavailable"
    status = 503
    title = "This is not available just now; please try again shortly."
    retry = True
