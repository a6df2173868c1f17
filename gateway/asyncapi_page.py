"""The contract of the bus, for partners who listen: as AsyncAPI, and as a page to read."""

import html
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, Response

import shared.contracts

_DOCUMENT: Final = Path(shared.contracts.__path__[0]) / "asyncapi.json"

# a page of text and nothing else
_POLICY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

_HEADINGS: Final = "<thead><tr><th>Field</th><th>Kind</th><th>Required</th><th>Meaning</th></tr></thead>"


async def show_document(_request: Request) -> Response:
    return FileResponse(_DOCUMENT, media_type="application/json")


async def show_page(_request: Request) -> Response:
    return Response(_page(), media_type="text/html", headers=_POLICY)


@cache
def _page() -> str:
    said = orjson.loads(_DOCUMENT.read_bytes())
    messages, headers = said["components"]["messages"], said["components"]["schemas"]["Headers"]
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(said['info']['title'])}</title>",
        '<link rel="icon" href="/docs/favicon.png"></head><body><main>',
        f"<h1>{_text(said['info']['title'])}</h1><p>{_text(said['info']['description'])}</p>",
        '<p><a href="/asyncapi.json"><code>/asyncapi.json</code></a></p>',
        f"<h2>Headers</h2><p>{_text(headers['description'])}</p>{_fields(headers)}",
    ]
    for topic, channel in said["channels"].items():
        partitions = channel["bindings"]["kafka"]["partitions"]
        parts.append(f"<h2><code>{_text(topic)}</code></h2><p>{partitions} partitions</p>")
        parts += [_message(messages[name]) for name in channel["messages"]]
    return "\n".join([*parts, "</main></body></html>"])


def _message(message: dict[str, Any]) -> str:
    key = message["bindings"]["kafka"]["key"]["description"]
    examples = [orjson.dumps(each["payload"], option=orjson.OPT_INDENT_2) for each in message["examples"]]
    return (
        f'<h3 id="{_text(message["name"])}"><code>{_text(message["name"])}</code></h3>'
        f"<p>{_text(message['payload'].get('description', ''))}</p><p>Key: {_text(key)}</p>"
        f"{_fields(message['payload'])}"
        + "".join(f"<pre>{_text(example.decode())}</pre>" for example in examples)
    )


def _fields(schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = []
    for name, field in schema["properties"].items():
        cells = (
            _text(_kind(field)),
            "yes" if name in required else "",
            _text(field.get("description", "")),
        )
        rows.append(f"<tr><td><code>{_text(name)}</code></td><td>{'</td><td>'.join(cells)}</td></tr>")
    return f"<table>{_HEADINGS}<tbody>{''.join(rows)}</tbody></table>"


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(each) for each in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "const" in field:
        return f"always {field['const']}"
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return str(field.get("format") or field.get("type") or "anything")


def _text(words: str) -> str:
    return html.escape(words)
