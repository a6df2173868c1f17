"""A key set is refreshed without holding up requests, keeps the last good set for an hour, and is not read at
a forger's will."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.certificates import Authority
from shared.auth.key_set import LARGEST_DOCUMENT, KeySet, KeySetInvalid, read_document
from shared.clock import now
from shared.refusal import Unavailable

MINUTE, HOUR = 60.0, 3600.0


def published_key(kid: str) -> dict[str, Any]:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return {**jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True), "alg": "ES256", "kid": kid}


KEYS = {kid: published_key(kid) for kid in ("old", "new")}


class Published:
    """A key set as its issuer publishes it, with a clock that stands until it is moved on."""

    def __init__(self, *kids: str) -> None:
        self.seconds, self.reads = 1000.0, 0
        self.trouble: Exception | None = None
        self.is_silent = False
        self.asked = asyncio.Event()
        self.document = b""
        self.publish(*kids)
        self.set = KeySet("issuer", clock=lambda: self.seconds, read=self.read)

    def publish(self, *kids: str, **replaced: Any) -> None:
        self.document = json.dumps({"keys": [replaced.get(kid, KEYS[kid]) for kid in kids]}).encode()

    async def read(self, _location: str) -> bytes:
        self.reads += 1
        self.asked.set()
        if self.is_silent:
            await asyncio.Event().wait()
        if self.trouble is not None:
            raise self.trouble
        return self.document

    async def has(self, kid: str) -> bool:
        """Whether the set has the key, after what was begun in the background is done."""
        before = asyncio.all_tasks()
        found = await self.set.key(kid) is not None
        begun = asyncio.all_tasks() - before
        if begun and not self.is_silent:
            await asyncio.wait(begun)
        return found


async def test_a_set_is_read_once_while_it_is_fresh() -> None:
    published = Published("old")
    for seconds in (0, 20, 29):
        published.seconds += seconds
        assert await published.has("old")
    assert published.reads == 1


async def test_a_set_is_refreshed_in_the_background_before_it_is_a_minute_old() -> None:
    published = Published("old")
    await published.has("old")
    published.publish("new")
    published.seconds += 50
    assert await published.has("old"), "the request that finds it due goes on with the set there is"
    assert not await published.has("old")


async def test_after_a_quiet_time_a_request_waits_for_the_refresh() -> None:
    published = Published("old")
    await published.has("old")
    published.publish("new")
    published.seconds += MINUTE
    assert not await published.has("old")


async def test_requests_with_known_keys_go_on_while_a_refresh_hangs() -> None:
    published = Published("old")
    await published.has("old")
    before = asyncio.all_tasks()
    published.is_silent = True
    published.asked.clear()
    published.seconds += 55
    for _ in range(3):
        assert await published.has("old")
    await published.asked.wait()
    assert published.reads == 2
    (hanging,) = asyncio.all_tasks() - before
    hanging.cancel()
    await asyncio.wait([hanging])


async def test_an_unknown_key_id_reads_the_set_early_and_once_in_ten_seconds() -> None:
    published = Published("old")
    await published.has("old")
    published.publish("old", "new")
    assert not await published.has("new")
    published.seconds += 10
    assert await published.has("new")
    for _ in range(5):
        assert not await published.has("forged")
    assert published.reads == 2


async def test_a_failure_cools_down_too() -> None:
    published = Published("old")
    published.trouble = OSError()
    for _ in range(5):
        with pytest.raises(Unavailable):
            await published.has("old")
    assert published.reads == 1
    published.trouble = None
    published.seconds += 10
    assert await published.has("old")


async def test_requests_at_the_same_time_share_one_reading() -> None:
    published = Published("old")
    assert all(await asyncio.gather(*(published.has("old") for _ in range(5))))
    assert published.reads == 1


async def test_one_request_that_gives_up_does_not_take_the_reading_from_the_others() -> None:
    published = Published("old")
    first, second = (asyncio.ensure_future(published.set.key("old")) for _ in range(2))
    await published.asked.wait()
    first.cancel()
    assert await second is not None


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b"{}", b'{"keys": {}}', b'{"keys": [7]}', b'{"keys": [{"kty": "none"}]}', b"\xff"],
)
async def test_what_is_no_key_set_replaces_none(document: bytes) -> None:
    published = Published("old")
    await published.has("old")
    published.document = document
    published.seconds += MINUTE
    assert await published.has("old")


async def test_the_last_good_set_is_used_for_an_hour_and_no_longer() -> None:
    published = Published("old")
    await published.has("old")
    published.trouble = OSError()
    published.seconds += HOUR
    assert await published.has("old")
    published.seconds += 10
    with pytest.raises(Unavailable):
        await published.has("old")


async def test_an_issuer_can_take_all_its_keys_away() -> None:
    published = Published("old")
    await published.has("old")
    published.publish()
    published.seconds += MINUTE
    assert not await published.has("old")


async def test_the_generation_counts_keys_that_went_or_were_replaced_and_not_those_that_came() -> None:
    published = Published("old")
    await published.has("old")
    assert published.set.generation == 0
    replaced = published_key("old")
    for generation, (kids, keys) in enumerate(
        [(("old", "new"), {}), (("old",), {}), (("old",), {"old": replaced})]
    ):
        published.publish(*kids, **keys)
        published.seconds += MINUTE
        await published.has("old")
        assert published.set.generation == generation


async def test_a_document_larger_than_a_key_set_can_be_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_bytes(b" " * (LARGEST_DOCUMENT + 1))
    with pytest.raises(KeySetInvalid):
        await read_document(str(file))


def an_authority(folder: Path) -> Authority:
    folder.mkdir(exist_ok=True)
    return Authority(folder, now() - timedelta(hours=1))


@contextlib.contextmanager
def an_https_server(document: bytes, key: Path, certificate: Path) -> Iterator[str]:
    """A server of `document` by HTTPS on this machine, for as long as the block lasts; yields its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}/keys"
        server.shutdown()
        thread.join()


async def test_an_issuers_certificate_has_to_come_from_the_authority_that_is_named(tmp_path: Path) -> None:
    ours, others = (an_authority(tmp_path / name) for name in ("ours", "others"))
    document = json.dumps({"keys": [KEYS["new"]]}).encode()
    with an_https_server(document, *ours.certify("issuer", "127.0.0.1")) as address:
        assert await KeySet(address, ca=ours.ca).key("new") is not None
        for ca in (others.ca, None):
            with pytest.raises(Unavailable):
                await KeySet(address, ca=ca).key("new")


async def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    ours = an_authority(tmp_path)
    with (
        an_https_server(b"{}", *ours.certify("issuer", "keycloak")) as address,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        await read_document(address, ca=ours.ca)
