"""Decides which addresses can be subscribed: https on its own port at a public name or address, and, in
development, one port of this machine."""

from typing import Final

from yarl import URL

from shared.refusal import Refusal
from shared.webhooks.public_addresses import AddressNotPublic, NameNotFound, public_addresses

HTTPS_PORT: Final = 443
LOCAL_HOST: Final = "127.0.0.1"


class EndpointRefused(Refusal):
    """The address cannot be reached from the public internet, or not safely; nobody is told which."""

    code = "webhook-address-refused"
    status = 422
    title = "A webhook goes to https on port 443 of a public address, without a user and a password in it."


def is_local(url: str, *, local_port: int | None) -> bool:
    """Tell whether an address is the port of this machine that is open to webhooks in development."""
    parsed = _parsed(url)
    where = parsed.scheme, parsed.raw_host, parsed.port
    return local_port is not None and where == ("http", LOCAL_HOST, local_port)


def check_form(url: str, *, local_port: int | None) -> None:
    """Check the form of an address, without asking anybody where it leads. Raises EndpointRefused."""
    parsed = _parsed(url)
    if parsed.user is not None or parsed.password is not None or not parsed.raw_host:
        raise EndpointRefused(pointer="/url")
    is_https = parsed.scheme == "https" and parsed.port == HTTPS_PORT
    if not is_https and not is_local(url, local_port=local_port):
        raise EndpointRefused(pointer="/url")


async def check_endpoint(url: str, *, local_port: int | None) -> None:
    """Check that an address has the form that is taken and leads to the public internet now; where it leads
    later is checked by whoever connects. Raises EndpointRefused."""
    check_form(url, local_port=local_port)
    if is_local(url, local_port=local_port):
        return
    try:
        await public_addresses(_parsed(url).raw_host or "", HTTPS_PORT)
    except (AddressNotPublic, NameNotFound):
        # not from it: an OSError behind a refusal says that our own database is away
        raise EndpointRefused(pointer="/url") from None


def _parsed(url: str) -> URL:
    """Read an address as the client that connects does: two readers could be told two hosts."""
    try:
        return URL(url)
    except ValueError as error:
        raise EndpointRefused(pointer="/url") from error
