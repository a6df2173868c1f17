"""Requests are admitted by their token first, then by media type and size."""

import asyncio
import base64
import gzip
import json
import time
from collections.abc import AsyncIterator
from io import BytesIO
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.routes import EVENT, EVENT_BATCH, MIB
from tests.gateway.conftest import Gateway, Start
from tests.patience import patient
from tests.shared.issuer import Issuer

ELSEWHERE = ec.generate_private_key(ec.SECP256R1())


def _packed(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _bad_tokens(issuer: Issuer) -> dict[str, str]:
    now = int(time.time())
    good = issuer.mint()
    _, claims, signature = good.split(".")
    unsigned = _packed(json.dumps({"alg": "none", "kid": issuer.kid}).encode())
    secret = base64.b64encode(issuer.public_pem).decode()
    return {
        "none": "",
        "alg none": f"{unsigned}.{claims}.",
        "alg none, signed": f"{unsigned}.{claims}.{signature}",
        "HS256 with the public key": issuer.mint(key=secret, algorithm="HS256"),
        "expired": issuer.mint(exp=now - 60),
        "not yet": issuer.mint(nbf=now + 600),
        "wrong audience": issuer.mint(aud="another-platform"),
        "wrong issuer": issuer.mint(iss="https://issuer.example"),
        "unknown kid": issuer.mint(header={"kid": "another"}),
        "another's key": issuer.mint(key=ELSEWHERE),
        "no organisation": issuer.mint(without="org"),
        "no jti": issuer.mint(without="jti"),
        "no expiry": issuer.mint(without="exp"),
        "the platform itself": issuer.mint(role="system"),
        "nested header": f"{_packed(b'[' * 6000)}.{claims}.{signature}",
        "no JWT": "letmein",
    }


async def test_without_a_good_token_nothing_is_let_through(gateway: Gateway) -> None:
    for name, token in _bad_tokens(gateway.issuer).items():
        for method, path in (("GET", "/v1/participants"), ("POST", "/v1/events"), ("OPTIONS", "/v1/claims")):
            reply = await gateway.ask(path, method, token=token)
            assert (name, reply.status, reply.code) == (name, 401, "invalid-token")
            assert reply.headers["www-authenticate"] == "Bearer"
    assert gateway.all_requests() == []


@pytest.mark.parametrize(
    "authorization", ["Basic {}", "{}", "Bearer", "Bearer ", "Bearer {}, Bearer {}", "Bearer {} {}"]
)
async def test_a_token_is_given_as_bearer_and_no_other_way(gateway: Gateway, authorization: str) -> None:
    good = gateway.issuer.mint()
    headers = {"authorization": authorization.replace("{}", good)}
    reply = await gateway.ask("/v1/claims", headers=headers)
    assert reply.code == "invalid-token"
    assert (await gateway.ask(f"/v1/claims?access_token={good}", token="")).status == 401


async def test_two_tokens_are_as_good_as_none(gateway: Gateway) -> None:
    good = f"Bearer {gateway.issuer.mint()}"
    for second in (good, "Bearer other"):
        headers = [("Authorization", good), ("Authorization", second)]
        assert (await gateway.ask("/v1/claims", headers=headers)).code == "invalid-token"


async def test_the_token_is_looked_at_before_any_of_the_body(gateway: Gateway) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    assert (await asyncio.wait_for(reader.readline(), patient(5))).startswith(b"HTTP/1.1 401")
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    "kind",
    [
        EVENT,
        EVENT_BATCH,
        f"{EVENT}; charset=UTF-8",
        EVENT_BATCH.upper(),
        "application/json",
        "application/vnd.x+json",
    ],
)
async def test_events_are_taken_one_by_one_and_in_batches(gateway: Gateway, kind: str) -> None:
    reply = await gateway.ask("/v1/events", "POST", data=b"[]", headers={"content-type": kind})
    assert reply.json == {"from": "participants"}
    assert gateway.services["participants"].only.headers["content-type"] == kind


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/xml"},
        {"content-type": "text/plain"},
        {"content-type": f"{EVENT}+zip"},
        {"content-type": f"text/plain; x={EVENT}"},
        {"content-type": f"{EVENT}; charset=utf-16"},
        {"content-type": ""},
        {"content-type": EVENT, "content-encoding": "br"},
        {"content-type": EVENT, "content-encoding": "gzip, gzip"},
    ],
    ids=str,
)
async def test_events_of_another_kind_are_refused(gateway: Gateway, headers: dict[str, str]) -> None:
    reply = await gateway.ask("/v1/events", "POST", data=b"[]", headers=headers)
    assert (reply.status, reply.code) == (415, "unsupported-media-type")
    assert reply.json["accepted"]
    assert gateway.all_requests() == []


async def test_the_attributes_of_an_event_are_let_through_and_no_other_header(gateway: Gateway) -> None:
    headers = {"content-type": "application/json", "ce-id": "1", "ce-x_y": "2", "x-ce-id": "3"}
    await gateway.ask("/v1/events", "POST", data=b"{}", headers=headers)
    await gateway.ask("/v1/referrals", "POST", data=b"{}", headers=headers)
    (event,) = gateway.services["participants"].asked
    assert {name for name in event.headers if "ce-" in name.lower()} == {"ce-id"}
    assert "ce-id" not in gateway.services["referrals"].only.headers


async def test_an_attribute_that_comes_twice_is_refused(gateway: Gateway) -> None:
    headers = [("Content-Type", "application/json"), ("ce-id", "1"), ("ce-id", "2")]
    reply = await gateway.ask("/v1/events", "POST", data=b"{}", headers=headers)
    assert (reply.status, reply.code) == (400, "bad-request")


async def test_compressed_events_arrive_unfolded(gateway: Gateway) -> None:
    body = b"[" + b" " * 1_000_000 + b"]"
    for coding in ("gzip", "X-GZIP"):
        headers = {"content-type": EVENT_BATCH, "content-encoding": coding}
        reply = await gateway.ask("/v1/events", "POST", data=gzip.compress(body), headers=headers)
        assert reply.status == 200
    for asked in gateway.services["participants"].asked:
        assert asked.body == body
        assert "content-encoding" not in asked.headers


async def test_a_body_is_no_larger_than_it_unfolds_to(gateway: Gateway) -> None:
    headers = {"content-type": EVENT_BATCH, "content-encoding": "gzip"}
    # made before anything is asked: meanwhile the gateway, in this process, would answer nobody
    just, *over = (gzip.compress(b" " * size) for size in (5 * MIB, 5 * MIB + 1, 200 * MIB))
    assert (await gateway.ask("/v1/events", "POST", data=just, headers=headers)).status == 200
    for body in over:
        reply = await gateway.ask("/v1/events", "POST", data=body, headers=headers)
        assert (reply.status, reply.code) == (413, "too-large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        gzip.compress(b"[]")[:-1],
        gzip.compress(b"[]") + b"x",
        gzip.compress(b"[") + gzip.compress(b"]"),
    ],
    ids=["nothing", "plain", "cut off", "more after it", "two"],
)
async def test_what_gzip_did_not_write_is_refused(gateway: Gateway, body: bytes) -> None:
    headers = {"content-type": EVENT_BATCH, "content-encoding": "gzip"}
    reply = await gateway.ask("/v1/events", "POST", data=body, headers=headers)
    assert (reply.status, reply.code) == (400, "body-not-gzip")
    assert gateway.all_requests() == []


async def _in_pieces(size: int) -> AsyncIterator[bytes]:
    piece = b"x" * 65536
    for start in range(0, size, len(piece)):
        yield piece[: size - start]


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(
    ("path", "limit"), [("/v1/events", 5 * MIB), ("/v1/referrals", 1 * MIB), ("/v1/employers", 1 * MIB)]
)
async def test_a_body_is_taken_up_to_its_limit_and_not_a_byte_more(
    gateway: Gateway, path: str, limit: int, declared: bool
) -> None:
    headers = {"content-type": EVENT_BATCH}
    for size, status in ((limit, 200), (limit + 1, 413), (2 * limit, 413)):
        data = BytesIO(b"x" * size) if declared else _in_pieces(size)
        reply = await gateway.ask(path, "POST", data=data, headers=headers)
        assert reply.status == status
        assert status == 200 or (reply.code, reply.json["limit"]) == ("too-large", str(limit))
    [asked] = gateway.all_requests()
    assert len(asked.body) == limit


async def test_a_body_that_does_not_come_in_time_is_given_up(start: Start) -> None:
    gateway = await start(deadline_seconds=0.1)
    for path in ("/v1/referrals", "/v1/partners"):
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.issuer.mint()}\r\n"
            "Content-Length: 10\r\n\r\nhalf".encode()
        )
        said = await asyncio.wait_for(reader.read(), patient(5))  # to its end: the connection is closed
        assert said.startswith(b"HTTP/1.1 408")
        assert b'"code":"request-timeout"' in said
        writer.close()
        await writer.wait_closed()
    assert gateway.all_requests() == []


async def test_who_hangs_up_halfway_leaves_nothing_behind(gateway: Gateway) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.issuer.mint()}\r\n"
        f"Content-Type: {EVENT}\r\nContent-Length: 10\r\n\r\nhalf".encode()
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await gateway.ask("/healthz")).status == 200
    assert gateway.all_requests() == []


async def test_the_body_of_a_get_goes_nowhere(gateway: Gateway) -> None:
    assert (await gateway.ask("/v1/claims", data=b'{"a": 1}')).status == 200
    assert gateway.services["outcomes"].only.body == b""


async def test_claims_are_read_from_the_signed_token_only(gateway: Gateway) -> None:
    claims = jwt.decode(gateway.issuer.mint(), options={"verify_signature": False}) | {"org": str(uuid4())}
    header, _, signature = gateway.issuer.mint().split(".")
    forged = f"{header}.{_packed(json.dumps(claims).encode())}.{signature}"
    assert (await gateway.ask("/v1/claims", token=forged)).code == "invalid-token"
