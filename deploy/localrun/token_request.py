"""Reads a request for an access token: its form, its grant, and how its client authenticates (RFC 6749, 2.3.1
and 4.4.2)."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl, unquote_plus

FORM: Final = "application/x-www-form-urlencoded"
GRANT: Final = "client_credentials"
_MOST_FIELDS: Final = 16

ErrorCode = Literal["invalid_request", "invalid_client", "unsupported_grant_type"]


class TokenRefused(Exception):
    """No token is issued. `code` is the error of RFC 6749, 5.2, and `description` a sentence for whoever
    writes the client; nothing that was sent is in it."""

    def __init__(self, code: ErrorCode, description: str) -> None:
        super().__init__(code)
        self.code, self.description = code, description


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What a client asks for, and what it shows of itself."""

    grant: str
    client: str
    secret: str


def read(content_type: str, authorization: str | None, body: bytes) -> TokenRequest:
    """Read a request, given its two headers and its body. Raises TokenRefused."""
    fields = _fields(content_type, body)
    if "grant_type" not in fields:
        raise TokenRefused("invalid_request", "The form has no grant_type.")
    client, secret = fields.get("client_id"), fields.get("client_secret")
    if authorization is not None:
        if secret is not None:
            raise TokenRefused("invalid_request", "A client authenticates by header or form, never by both.")
        named, secret = _basic(authorization)
        if client not in (None, named):
            raise TokenRefused("invalid_request", "The client_id is not that of the Authorization header.")
        client = named
    if client is None or secret is None:
        raise TokenRefused("invalid_client", "The client does not authenticate.")
    return TokenRequest(fields["grant_type"], client, secret)


def _fields(content_type: str, body: bytes) -> dict[str, str]:
    """Read a form, without the fields that have no value (RFC 6749, 3.2). Raises TokenRefused."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise TokenRefused("invalid_request", f"The body has to be {FORM}.")
    try:
        pairs = parse_qsl(body.decode(), errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise TokenRefused("invalid_request", "The body is not a form in UTF-8.") from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise TokenRefused("invalid_request", "A field of the form is there more than once.")
    return fields


def _basic(authorization: str) -> tuple[str, str]:
    """Read id and secret, each encoded as in a form. Raises TokenRefused."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        client, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
        named = unquote_plus(client, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError) as error:
        raise TokenRefused("invalid_client", "The Authorization header is not one of Basic.") from error
    if scheme.lower() != "basic" or not colon:
        raise TokenRefused("invalid_client", "The Authorization header is not one of Basic.")
    return named
