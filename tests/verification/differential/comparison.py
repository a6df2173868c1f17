"""Whether two answers are the same: their data to the order of keys, and where their errors are. What errors
say may differ.

Hive Gateway tells of an error in an object of another service without its place in the list, or at another
place that asked the same (`lots.caseload` for `lots.3.caseload`), where the specification wants the place of
each (GraphQL, "Errors"). So a path of theirs that leads to no null is not held against ours; what is: that
each path of ours leads to a null, that each of theirs that does is among ours, and that there are as many
errors of each field and code."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Answer = Mapping[str, Any]
Path = tuple[str | int, ...]
MOST: Final = 5
"""Differences that are told of one pair of answers."""
_ABSENT: Final = object()


def differences(ours: Answer, theirs: Answer) -> list[str]:
    """A line each; none where the answers are the same."""
    found = list(_of_values(ours.get("data", _ABSENT), theirs.get("data", _ABSENT), "data"))
    return (found or list(_of_errors(ours, theirs)))[:MOST]


def _of_errors(ours: Answer, theirs: Answer) -> Iterator[str]:
    data = ours.get("data")
    mine, others = _errors(ours), _errors(theirs)
    for path, _ in mine:
        if not leads_to_null(data, path):
            yield f"our error at {_dotted(path)} leads to no null"
    if len(mine) < len(ours.get("errors") or ()):
        return  # there are more than we tell
    known = {path for path, _ in mine}
    for path, _ in others:
        if leads_to_null(data, path) and path not in known:
            yield f"error only in theirs: {_dotted(path)}"
    ours_by_field, theirs_by_field = _by_field(mine), _by_field(others)
    for each in sorted(ours_by_field | theirs_by_field):
        if ours_by_field[each] != theirs_by_field[each]:
            yield f"{ours_by_field[each]} errors {' '.join(each)}, theirs {theirs_by_field[each]}"


def _errors(answer: Answer) -> list[tuple[Path, str]]:
    """Path and code of each error, without the one that says that there are more."""
    said = [
        (tuple(each.get("path") or ()), str((each.get("extensions") or {}).get("code", "")))
        for each in answer.get("errors") or ()
    ]
    return [(path, code) for path, code in said if code != "more"]


def _by_field(errors: Sequence[tuple[Path, str]]) -> Counter[tuple[str, str]]:
    """How many there are of each field and code."""
    return Counter(
        (next((name for name in reversed(path) if isinstance(name, str)), ""), code) for path, code in errors
    )


def leads_to_null(data: Any, path: Path) -> bool:
    """Whether there is null at the path, or above it because null may not be there."""
    for step in path:
        if data is None:
            return True
        try:
            data = data[step]
        except (LookupError, TypeError):
            return False
    return data is None


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _of_values(ours: Any, theirs: Any, where: str) -> Iterator[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if list(ours) != list(theirs):
            yield f"{where} has the keys {', '.join(ours)}, theirs {', '.join(theirs)}"
            return
        for key, value in ours.items():
            yield from _of_values(value, theirs[key], f"{where}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{where} has {len(ours)} items, theirs {len(theirs)}"
            return
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _of_values(mine, other, f"{where}.{index}")
    elif ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool):
        yield f"{where} is {_told(ours)}, theirs {_told(theirs)}"


def _told(value: Any) -> str:
    return "absent" if value is _ABSENT else repr(value)[:80]
