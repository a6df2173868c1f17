"""Answers a page of a list as CSV: a row for each item, a column for each field of its schema."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response
from pydantic import BaseModel

from shared.web.pagination import Page
from shared.web.tabular_files import CSV, write_csv

CSV_CONTENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {CSV: {"schema": {"type": "string"}}}}
}
"""How a route declares that it answers CSV."""


def csv_page(request: Request, page: Page[Any], item: type[BaseModel]) -> Response:
    """Write a page as CSV. The address of the next page is in the header `Link` (RFC 8288)."""
    return _answer(request, page.next, item, [_row(each, item) for each in page.items])


def csv_page_of_parts(request: Request, page: Page[Any], item: type[BaseModel], part: str) -> Response:
    """Write a page as CSV with a row for each of an item's parts, such as each finding of a record; what the
    item itself says stands in each of them."""
    rows = [
        _row(each, item, without=part) | _row(one, type(one))
        for each in page.items
        for one in getattr(each, part)
    ]
    return _answer(request, page.next, item, rows, part)


def _answer(
    request: Request, after: str | None, item: type[BaseModel], rows: list[dict[str, Any]], part: str = ""
) -> Response:
    columns = list(dict.fromkeys(_columns(item, "", part)))
    headers = {}
    if after is not None:
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
        headers["Link"] = f'<{request.url.path}?{urlencode([*asked, ("after", after)])}>; rel="next"'
    return Response(write_csv(columns, rows), media_type=CSV, headers=headers)


def _columns(model: type[BaseModel], prefix: str, part: str) -> Iterator[str]:
    for name, hint in get_type_hints(model).items():
        if name not in model.model_fields:
            continue
        inner = _model_in(hint)
        if name == part and inner is not None:
            yield from _columns(inner, "", "")
        elif inner is not None and _is_one(hint):
            yield from _columns(inner, f"{prefix}{name}_", "")
        else:
            yield f"{prefix}{name}"


def _row(item: BaseModel, model: type[BaseModel], prefix: str = "", without: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in model.model_fields:
        value = getattr(item, name)
        if name == without:
            continue
        if isinstance(value, BaseModel):
            row |= _row(value, type(value), f"{prefix}{name}_")
        elif value is not None:
            row[f"{prefix}{name}"] = _cell(value)
    return row


def _cell(value: Any) -> Any:
    """One field: several values are separated by a bar, and what has names inside is JSON."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping) or (isinstance(value, list | tuple) and any(map(_has_names, value))):
        return orjson.dumps(value, default=_plain).decode()
    if isinstance(value, list | tuple):
        return "|".join(str(_cell(each)) for each in value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _has_names(value: Any) -> bool:
    return isinstance(value, BaseModel | Mapping)


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json")


def _model_in(hint: Any) -> type[BaseModel] | None:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint
    return next((found for each in get_args(hint) if (found := _model_in(each))), None)


def _is_one(hint: Any) -> bool:
    """Whether it is one such model or none, and no list or mapping of them."""
    return not any(get_origin(each) in (list, tuple, dict) for each in (hint, *get_args(hint)))
