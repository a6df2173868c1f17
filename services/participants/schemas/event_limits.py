"""Limits what one posted event can cost: its size, its fields and its unknown names are looked at before it
is validated, so that a body full of nonsense is refused for little more than it takes to read it."""

from collections.abc import Mapping, Set
from typing import Any

from pydantic import BaseModel

from shared.refusal import Refusal

LARGEST_EVENT = 64 * 1024
"""Bytes of one event, as they were sent."""
MOST_FIELDS = 500
"""Names in one event, at every depth; the longest form has some fifty."""
MOST_ERRORS = 20
"""Mistakes that are told of one event."""
MOST_REFUSALS = 100
"""Refused events of one batch, after which the rest is not looked at."""
FEW_FIELDS = 100
"""An event with no more fields than this is not counted: it cannot make more mistakes than are cheap."""
SHORTEST_FIELD = 5
"""Bytes of a field: two quotes, a colon, a value and a comma."""


class EventTooLarge(Refusal):
    code = "event-too-large"
    status = 413
    title = "An event holds at most 64 KiB."


class TooManyFields(Refusal):
    code = "too-many-fields"
    status = 422
    title = "An event holds at most 500 fields."


class BatchAbandoned(Refusal):
    code = "batch-abandoned"
    status = 422
    title = "Too many events of this batch were refused; this one was not looked at."
    retry = True


def may_have_many_fields(raw: bytes) -> bool:
    """Tell whether an event is worth counting, which few are. Each field takes a colon; colons stand in text
    and times too, so that many of them are a reason to count and never one to refuse."""
    return len(raw) > FEW_FIELDS * SHORTEST_FIELD and raw.count(b":") > FEW_FIELDS


def check_field_count(event: Any) -> None:
    """Count the fields of an event, at every depth, as far as the limit. Raises TooManyFields."""
    count, unread = 0, [event]
    while unread:
        value = unread.pop()
        if isinstance(value, dict):
            count += len(value)
            if count > MOST_FIELDS:
                raise TooManyFields
            unread.extend(value.values())
        elif isinstance(value, list):
            unread.extend(value)


def unknown_fields(data: Any, names: Set[str]) -> list[dict[str, Any]]:
    """List the fields of `data` whose name is none of `names`, as pydantic would list them, and at most one
    more than are told."""
    found: list[dict[str, Any]] = []
    unread: list[tuple[tuple[str | int, ...], Any]] = [(("data",), data)]
    while unread:
        path, value = unread.pop()
        if isinstance(value, list):
            unread.extend(((*path, number), each) for number, each in enumerate(value))
        if not isinstance(value, dict):
            continue
        for name, inner in value.items():
            if name not in names:
                found.append({"loc": (*path, name), "type": "extra_forbidden"})
                if len(found) > MOST_ERRORS:
                    return found
            unread.append(((*path, name), inner))
    return found


def names_in(form: type[BaseModel]) -> Set[str]:
    """Collect every name that a form or a part of it knows, wherever in it the name belongs, and the words of
    its vocabularies, which are names where a part is kept by word."""
    names: set[str] = set()
    unread: list[Any] = [form.model_json_schema()]
    while unread:
        part = unread.pop()
        if isinstance(part, Mapping):
            names |= part.get("properties", {}).keys()
            names.update(word for word in part.get("enum", ()) if isinstance(word, str))
            unread.extend(part.values())
        elif isinstance(part, list):
            unread.extend(part)
    return frozenset(names)
