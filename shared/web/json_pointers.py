"""JSON pointers (RFC 6901) to mistakes in a document, made only of names that the contract knows: a key that
a caller made up could be anything, and is never repeated."""

from collections.abc import Mapping, Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

Location = Sequence[str | int]


def pointer(parts: Location) -> str:
    """Write a path as a JSON pointer."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def locate(shape: Any, error: Mapping[str, Any]) -> list[str | int]:
    """Find the path to what one of pydantic's errors is about, in a document of `shape` (a type). It ends at
    the innermost part with a known name: that of an unknown field is the object that holds it."""
    path: list[str | int] = []
    for part in error["loc"]:
        step = _into(shape, part)
        if step is None:
            break
        said, shape = step
        path += said
    if error["type"].startswith("union_tag"):
        path.append(str(error["ctx"]["discriminator"]).strip("'"))
    return path


def _into(shape: Any, part: str | int) -> tuple[list[str | int], Any] | None:
    """Follow one part of pydantic's path: what it adds to the pointer, and the type it leads to; None for a
    part that no contract names."""
    shape = _bare(shape)
    origin, arguments = get_origin(shape), get_args(shape)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        fields = {field.alias or name: field for name, field in shape.model_fields.items()}
        field = fields.get(str(part))
        return None if field is None else ([part], field.annotation)
    if origin in (Union, UnionType):
        chosen = next((each for each in arguments if _is_tagged(each, part)), None)
        return None if chosen is None else ([], chosen)  # pydantic says the tag, a document has no such level
    if origin in (tuple, list) and isinstance(part, int):
        return [part], arguments[0]
    if origin is dict and isinstance(arguments[0], type) and issubclass(arguments[0], Enum):
        return ([part], arguments[1]) if part in [each.value for each in arguments[0]] else None
    return None


def _bare(shape: Any) -> Any:
    """Take the annotations off a type, and the None that it may be instead."""
    if get_origin(shape) is Annotated:
        return _bare(get_args(shape)[0])
    if get_origin(shape) in (Union, UnionType):
        others = [each for each in get_args(shape) if each is not NoneType]
        return _bare(others[0]) if len(others) == 1 else shape
    return shape


def _is_tagged(shape: Any, tag: str | int) -> bool:
    fields = shape.model_fields.values() if isinstance(shape, type) and issubclass(shape, BaseModel) else ()
    return any(
        get_origin(each.annotation) is Literal and get_args(each.annotation) == (tag,) for each in fields
    )
