"""Publishes the contract of the bus for partners who listen: as AsyncAPI, and as a page to read."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

import shared.contracts
from gateway import html, static_files

_DOCUMENT: Final = Path(shared.contracts.__path__[0]) / "asyncapi.json"


async def show_document(_request: Request) -> Response:
    return static_files.file(_DOCUMENT, cache_control=static_files.REVALIDATED)


async def show_page(_request: Request) -> Response:
    return _page()


@cache
def _page() -> Response:
    return html.page("asyncapi.html", policy=html.TEXT_POLICY, **orjson.loads(_DOCUMENT.read_bytes()))


def _kind(field: dict[str, Any]) -> str:
    """What a field's JSON Schema allows, in words."""
    if "anyOf" in field:
        return " or ".join(_kind(each) for each in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "const" in field:
        return f"always {field['const']}"
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return str(field.get("format") or field.get("type") or "anything")


def _indented_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


html.TEMPLATES.filters["kind"] = _kind
html.TEMPLATES.filters["indented_json"] = _indented_json
