"""Lists every problem that a process may answer with, by its code, out of the refusals that it declares."""

from collections.abc import Iterator
from typing import Any, Final

from shared.refusal import Refusal
from shared.web.problems import FAULT, HTTP_ERRORS, INVALID

MEMBER: Final = "x-problems"
"""The member of a service's own OpenAPI document that holds its list; the gateway makes one of all."""


def listed() -> dict[str, dict[str, Any]]:
    """Every problem by its code: its status, its title in English, and whether the same request may succeed
    later."""
    found: dict[str, dict[str, Any]] = {
        code: {"status": status, "title": title, "retry": False}
        for status, (code, title) in HTTP_ERRORS.items()
    }
    found["invalid"] = {"status": 422, "title": INVALID, "retry": False}
    found["fault"] = {"status": 500, "title": FAULT, "retry": False}
    for each in _all(Refusal):
        found[each.code] = {"status": each.status, "title": each.title, "retry": each.retry}
    return dict(sorted(found.items()))


def _all(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    yield refusal
    for each in refusal.__subclasses__():
        yield from _all(each)
