"""How answers are put into the one that grows: where objects stand in it, and what is written into them."""

from collections.abc import Iterator
from typing import Any

from gateway.federation.operation.selections import TYPENAME
from gateway.federation.planner.fetch_graph import Path, ResponsePosition

Object = dict[str, Any]
Answer = Object
Where = tuple[str | int, ...]


def gather(answer: Answer, path: Path) -> list[Object]:
    """The objects at a position, through all lists on the way."""
    level: list[Any] = [answer]
    for key, only in path:
        below: list[Any] = []
        for found in level:
            value = found.get(key)
            if type(value) is dict:
                below.append(value)
            elif type(value) is list:
                _flatten(value, below)
        level = below if only is None else [each for each in below if each.get(TYPENAME) == only]
    return level


def _flatten(values: list[Any], into: list[Any]) -> None:
    for value in values:
        if type(value) is dict:
            into.append(value)
        elif type(value) is list:
            _flatten(value, into)


def locate(answer: Answer, path: Path, place: ResponsePosition) -> Iterator[tuple[Where, Object]]:
    """The same objects with where the caller finds them: the caller's names and places in lists. What stands
    where the caller did not ask is told by the last place above it where they did."""
    yield from _locate(answer, path, place, (), told=True)


def _locate(
    found: Object, path: Path, place: ResponsePosition, where: Where, *, told: bool
) -> Iterator[tuple[Where, Object]]:
    if not path:
        yield where, found
        return
    (key, only), *rest = path
    name = place.told(key) if told else None
    below = where if name is None else (*where, name)
    for inside, each in _spread(found.get(key), below if name is not None else None):
        if only is None or each.get(TYPENAME) == only:
            yield from _locate(
                each,
                tuple(rest),
                place.child(key),
                below if inside is None else inside,
                told=name is not None,
            )


def _spread(value: Any, where: Where | None) -> Iterator[tuple[Where | None, Object]]:
    if isinstance(value, dict):
        yield where, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _spread(each, None if where is None else (*where, index))


def translate(path: list[Any], place: ResponsePosition) -> Where:
    """Where the caller finds what a graph names by a path below a place."""
    where: list[str | int] = []
    here: ResponsePosition = place
    for part in path:
        if isinstance(part, int):
            where.append(part)
            continue
        name = here.told(part) if isinstance(part, str) else None
        if name is None:
            break
        where.append(name)
        here = here.child(part)
    return tuple(where)


def deep_merge(into: Object, told: Object) -> None:
    """Write what another graph tells of the same object, and of the objects in it, list by list."""
    for key, value in told.items():
        known = into.get(key)
        if type(known) is dict and type(value) is dict:
            deep_merge(known, value)
        elif type(known) is list and type(value) is list and len(known) == len(value):
            into[key] = [_both(one, other) for one, other in zip(known, value, strict=True)]
        elif known is None or value is not None:
            into[key] = value


def _both(known: Any, value: Any) -> Any:
    if type(known) is dict and type(value) is dict:
        deep_merge(known, value)
        return known
    if type(known) is list and type(value) is list and len(known) == len(value):
        return [_both(one, other) for one, other in zip(known, value, strict=True)]
    return known if value is None else value
