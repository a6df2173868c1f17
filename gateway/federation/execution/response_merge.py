"""Merges subgraph responses into the one response: finds the objects at a path, and writes into them."""

from collections.abc import Iterator
from typing import Any

from gateway.federation.planner.fetch_graph import Path, ResponsePosition
from gateway.federation.selections import TYPENAME

Object = dict[str, Any]
ResponsePath = tuple[str | int, ...]
"""Response keys of the caller and positions in lists."""


def gather(data: Object, path: Path) -> list[Object]:
    """The objects at a path, through all lists on the way."""
    level: list[Any] = [data]
    for key, only in path:
        below: list[Any] = []
        for parent in level:
            value = parent.get(key)
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


def locate(data: Object, path: Path, position: ResponsePosition) -> Iterator[tuple[ResponsePath, Object]]:
    """The objects at a path with where the caller finds them. Objects that the caller did not ask for have
    the path of the last position above them that the caller asked for."""
    yield from _locate(data, path, position, (), is_public=True)


def _locate(
    parent: Object, path: Path, position: ResponsePosition, response_path: ResponsePath, *, is_public: bool
) -> Iterator[tuple[ResponsePath, Object]]:
    if not path:
        yield response_path, parent
        return
    (key, only), *rest = path
    name = position.response_key(key) if is_public else None
    below = response_path if name is None else (*response_path, name)
    for inside, each in _spread(parent.get(key), below if name is not None else None):
        if only is None or each.get(TYPENAME) == only:
            yield from _locate(
                each,
                tuple(rest),
                position.child(key),
                below if inside is None else inside,
                is_public=name is not None,
            )


def _spread(value: Any, response_path: ResponsePath | None) -> Iterator[tuple[ResponsePath | None, Object]]:
    if isinstance(value, dict):
        yield response_path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _spread(each, None if response_path is None else (*response_path, index))


def translate(path: list[Any], position: ResponsePosition) -> ResponsePath:
    """Translate the path of a subgraph's error, which begins at a position, into the caller's."""
    response_path: list[str | int] = []
    here: ResponsePosition = position
    for part in path:
        if isinstance(part, int):
            response_path.append(part)
            continue
        name = here.response_key(part) if isinstance(part, str) else None
        if name is None:
            break
        response_path.append(name)
        here = here.child(part)
    return tuple(response_path)


def deep_merge(into: Object, other: Object) -> None:
    """Merge what another subgraph answered about the same object, and about the objects in it, list by
    list."""
    for key, value in other.items():
        into[key] = _merged(into.get(key), value)


def _merged(known: Any, value: Any) -> Any:
    if type(known) is dict and type(value) is dict:
        deep_merge(known, value)
        return known
    if type(known) is list and type(value) is list and len(known) == len(value):
        return [_merged(one, two) for one, two in zip(known, value, strict=True)]
    return known if value is None else value
