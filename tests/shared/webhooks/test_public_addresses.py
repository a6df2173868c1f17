"""Webhooks reach the public internet and nothing else, however an address is written and whatever a name is
said to be (security requirement 16)."""

import socket

import pytest

from shared.webhooks.client import Failure, send, webhook_session
from shared.webhooks.endpoints import EndpointRefused, check_endpoint
from shared.webhooks.public_addresses import AddressNotPublic, is_public, public_addresses
from tests.ports import free_ports
from tests.webhook_receiver import receiving

NOT_PUBLIC = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
    "127.255.0.1", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
    "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1",
    "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:0:7f00:1::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "2606:4700::1%eth0", "not an address",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"]

REFUSED_URLS = [
    "http://example.org/", "https://example.org:8443/", "https://example.org:22/", "ftp://example.org/",
    "file:///etc/passwd", "gopher://example.org/", "https://user@example.org/", "https://u:p@example.org/",
    "https://127.0.0.1/", "https://127.1/", "https://0x7f.0.0.1/", "https://2130706433/",
    "https://017700000001/", "https://0/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/", "https://169.254.169.254/latest/meta-data",
    "https://localhost/", "https://localhost./", "https://\u2460\u2461\u2466.0.0.1/", "https:///hooks",
    "https://", "//example.org/", "example.org", "https://exa mple.org/", "https://[::1", "https://10.0.0.1/",
    "https://127.0.0.1:80@example.org:443/", "http://127.0.0.1:9/", "http://127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_of_the_public_internet_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_any_other_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", REFUSED_URLS)
async def test_an_address_that_leads_nowhere_public_cannot_be_subscribed(url: str) -> None:
    with pytest.raises(EndpointRefused):
        await check_endpoint(url, local_port=None)


async def test_a_name_is_refused_if_a_single_one_of_its_addresses_is_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def both(host: str, port: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET, "93.184.216.34"), (socket.AF_INET, "10.0.0.1")]

    monkeypatch.setattr("shared.webhooks.public_addresses._resolved", both)
    with pytest.raises(AddressNotPublic):
        await public_addresses("both.example", 443)
    with pytest.raises(EndpointRefused):
        await check_endpoint("https://both.example/", local_port=None)


async def test_only_the_one_port_of_this_machine_is_open_in_development() -> None:
    await check_endpoint("http://127.0.0.1:8093/hooks", local_port=8093)
    for url in ("http://127.0.0.1:8092/", "http://localhost:8093/", "https://127.0.0.1:8093/"):
        with pytest.raises(EndpointRefused):
            await check_endpoint(url, local_port=8093)


async def test_whoever_connects_looks_at_the_very_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checked name may be another address by the time of the connection; nothing arrives there."""

    async def rebound(host: str, port: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET, "127.0.0.1")]

    monkeypatch.setattr("shared.webhooks.client.public_addresses", rebound)
    async with receiving(free_ports(1)) as receiver, webhook_session(seconds=5, local_port=None) as session:
        for host in ("rebound.example", "127.0.0.1", "[::ffff:127.0.0.1]"):
            answer = await send(session, f"http://{host}:{receiver.port}/", b"{}", {})
            assert answer.failure is Failure.ADDRESS_NOT_PUBLIC, host
        assert receiver.received == []
