"""Addresses of servers: how a password joins one, and whether the way to a server is protected."""

from ipaddress import ip_address
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit


def with_password(address: str, password: str) -> str:
    """Return `scheme://user@host/…` with the password of `user` in it. Raises ValueError where it names no
    user, or has a password already; the message does not quote it."""
    parts = urlsplit(address)
    user, _, server = parts.netloc.rpartition("@")
    if not user or ":" in user:
        raise ValueError("an address that gets a password names a user, and has no password of its own")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{server}"))


def is_on_this_machine(host: str) -> bool:
    """Whether what is sent to `host` stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost")


def is_database_verified(address: str) -> bool:
    """Whether a connection to the PostgreSQL at `address` stays on this machine or checks, by TLS, who
    answers: `sslmode=verify-full`, as libpq calls it."""
    parts = urlsplit(address)
    return is_on_this_machine(parts.hostname or "") or parse_qs(parts.query).get("sslmode") == ["verify-full"]


def is_web_address_verified(location: str) -> bool:
    """Whether `location` is a file, on this machine, or read by HTTPS."""
    parts = urlsplit(location)
    return parts.scheme != "http" or is_on_this_machine(parts.hostname or "")


def are_brokers_on_this_machine(servers: str) -> bool:
    """Whether all of `host:port,host:port` are on this machine."""
    return all(is_on_this_machine(server.rpartition(":")[0]) for server in servers.split(","))
