"""The process: HTTP as bare as can be, an answer for each service made up of the ids it was asked about."""

import asyncio
import socket
import sys
from collections.abc import Callable
from typing import Any, Final

import httptools
import orjson
import uvloop

_PRODUCTS: Final = 50
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


def _root(query: str, variables: dict[str, Any]) -> dict[str, Any]:
    if "products" in query:
        page = variables.get("page", 0)
        return {"products": [_product(f"{page}-{each}") for each in range(_PRODUCTS)]}
    return {"product": _product(str(variables["id"]))}


def _product(id: str) -> dict[str, Any]:
    return {"__typename": "Product", "id": id, "name": f"Product {id}", "price": 3.5}


def _reviewed(id: str, query: str) -> dict[str, Any]:
    if "reviews" not in query:
        return {"rating": 4}
    return {
        "reviews": [
            {"__typename": "Review", "id": f"{each}-{id}", "body": f"good {id}", "score": each}
            for each in (2, 4)
        ]
    }


_ENTITIES: Final[dict[bytes, Callable[[str, str], dict[str, Any]]]] = {
    b"/warehouse": lambda _id, _query: {"inStock": True, "stock": 7},
    b"/reviews": _reviewed,
    b"/ranking": lambda id, _query: {"rank": f"rank of {id}"},
    b"/offers": lambda id, _query: {"offer": f"offer of {id}"},
}


def _answer(path: bytes, body: bytes) -> bytes:
    asked = orjson.loads(body)
    query, variables = asked["query"], asked.get("variables") or {}
    told = next((each for each in variables.values() if isinstance(each, list)), None)
    if told is None:
        return orjson.dumps({"data": _root(query, variables)})
    entity = _ENTITIES[path]
    found = [{"__typename": "Product", **entity(each["id"], query)} for each in told]
    return orjson.dumps({"data": {"_entities": found}})


class _Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._body, self._path = b"", b""

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        answer = _answer(self._path, self._body)
        self._transport.write(_HEAD % len(answer) + answer)  # type: ignore[attr-defined]
        self._begin()


async def main(listening: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, sock=listening)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(socket.socket(fileno=int(sys.argv[1]))))
