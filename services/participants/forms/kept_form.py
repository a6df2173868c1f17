"""Reads a form by the name of its event: out of a record, or as a mending says that it should have been."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from services.participants.forms.posted_event import PostedForm
from services.participants.forms.registry import FORMS, data_type

_EXACT: Final = 2**53
"""Beyond it not every integer is a number of JSON."""


def read_form(kind: str, data: Mapping[str, Any]) -> PostedForm:
    """Check a form as strictly as when it is posted; null means "left out" (handbook 2). Raises
    pydantic.ValidationError."""
    raw = orjson.dumps(data)
    if b"null" in raw or b".0" in raw:
        raw = orjson.dumps(as_meant(data))
    form: PostedForm = _adapter(kind).validate_json(raw, strict=True)
    return form


def kept_form(kind: str, answers: Mapping[str, Any]) -> PostedForm:
    """Read the form out of a record, without what is kept beside it. Raises pydantic.ValidationError."""
    names = _names(kind)
    return read_form(kind, {name: value for name, value in answers.items() if name in names})


def without_nulls(value: Any) -> Any:
    """Leave out the fields that are null; the items of a list keep their places."""
    if isinstance(value, Mapping):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def as_meant(value: Any) -> Any:
    """Leave out the fields that are null, and write a number without a fraction as the integer that it is by
    JSON Schema (`50.0`)."""
    if isinstance(value, Mapping):
        return {name: as_meant(each) for name, each in value.items() if each is not None}
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    return [as_meant(each) for each in value] if isinstance(value, list) else value


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(field.alias or name for form in FORMS[kind] for name, field in form.model_fields.items())


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(data_type(kind))
