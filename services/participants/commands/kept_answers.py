"""Prepares the answers of a form to be kept with its record."""

from collections.abc import Mapping
from typing import Any

import orjson


def joined(raw_data: bytes, more: Mapping[str, Any]) -> bytes:
    """Join what was posted with what is kept beside it."""
    return orjson.dumps({**orjson.loads(raw_data), **more})


def without_person(raw_data: bytes, beside: Mapping[str, Any]) -> bytes:
    """Leave out who somebody is: that is kept in one place, and not again in the record of registering."""
    answers = {**orjson.loads(raw_data), **beside}
    answers.pop("person", None)
    return orjson.dumps(answers)
