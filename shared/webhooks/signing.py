"""Signs and verifies messages by Standard Webhooks (HMAC-SHA-256 over id, time and body), with the secrets of
an overlap beside each other."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


class NotSigned(Exception):
    """A message is not signed with the secret, or too old or too new by our clock."""


def new_secret() -> str:
    """Make a secret in the form that libraries of Standard Webhooks take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(id: str, body: bytes, *, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers of one attempt to deliver `body`, with a signature by each secret."""
    at = at.astimezone(UTC)  # the library takes any time for one in UTC
    signatures = [Webhook(secret).sign(id, at, body.decode()) for secret in secrets]
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def verify(body: bytes, headers: Mapping[str, str], secret: str) -> None:
    """Check a message that has come in. Raises NotSigned."""
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        raise NotSigned from error
