"""Fingerprints events by what they say, not by how it is written, so that equal events are recognised as
duplicates (decision 0049)."""

from datetime import UTC
from typing import Any, Final
from uuid import UUID

import orjson

from services.participants.forms.kept_form import as_meant
from services.participants.forms.mending import MendingForm
from services.participants.forms.posted_event import PostedForm
from shared.field_encryption.key_ring import KeyRing

_VERSION: Final = b"\x02"
"""Stands before the digest; a fingerprint of the first version is a digest alone."""


def fingerprint(
    keys: KeyRing, record_id: UUID, event: Any, kind: str, form: PostedForm | MendingForm
) -> bytes:
    """Fingerprint an event as it was read: its instants in UTC, its numbers as the form has them, without
    what is left out or is the default, and without attributes that mean nothing here. A form that gains a
    field with a default keeps the fingerprints of its events."""
    said: Any = form.model_dump(mode="json", exclude_defaults=True)
    if isinstance(form, MendingForm):
        said = as_meant(said)  # the forms in it are read once it is known whose they are
    said = (record_id, kind, event.subject, event.programme, event.time.astimezone(UTC), said)
    return _VERSION + keys.fingerprint(orjson.dumps(said, option=orjson.OPT_SORT_KEYS))


def first_fingerprint(keys: KeyRing, event: bytes) -> bytes:
    """Fingerprint an event as records had it before: over all of it as written, but for white space and the
    order of keys."""
    return keys.fingerprint(orjson.dumps(orjson.loads(event), option=orjson.OPT_SORT_KEYS))
