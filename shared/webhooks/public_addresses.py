"""Prevents server-side request forgery: webhooks go to addresses of the public internet only, by a list of
our own, because what the standard library calls global lets relays and tunnels through."""

import asyncio
import socket
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_NOT_PUBLIC: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_UNICAST: Final = IPv6Network("2000::/3")
"""All that is given out of IPv6: loopback, link-local, private, multicast and NAT64 addresses lie outside."""
_NOT_PUBLIC_IN_IT: Final = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocols, with tunnels of Teredo
        "2001:db8::/32",
        "2002::/16",  # 6to4: any address of IPv4 is inside
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_RESOLVE_SECONDS: Final = 5.0


class NameNotFound(OSError):
    """A name has no address, or its servers do not answer in time."""


class AddressNotPublic(OSError):
    """One of a name's addresses is not of the public internet."""


def is_public(address: str) -> bool:
    """Tell whether an address, as text, is one of the public internet; one with a zone is of a link."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            is_given_out = parsed.scope_id is None and parsed in _UNICAST
            return is_given_out and not any(parsed in block for block in _NOT_PUBLIC_IN_IT)
        parsed = parsed.ipv4_mapped
    return not any(parsed in block for block in _NOT_PUBLIC)


async def public_addresses(host: str, port: int) -> list[tuple[int, str]]:
    """Find the addresses of a host, each with its family. Raises NameNotFound, and AddressNotPublic if a
    single one is not public: whoever connects might be given that one."""
    found = await _resolved(host, port)
    if not all(is_public(address) for _, address in found):
        raise AddressNotPublic
    return found


async def _resolved(host: str, port: int) -> list[tuple[int, str]]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(_RESOLVE_SECONDS):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameNotFound from error
    return [(int(family), str(where[0])) for family, _, _, _, where in found]
