"""Puts partners on the register as Welsh Government does: where a provider's lots wait for a second person,
one confirms them."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import httpx

GOVERNMENT: Final = UUID(int=9)
PROPOSING: Final = UUID(int=91).hex
CONFIRMING: Final = UUID(int=92).hex
"""The ids of two people who have signed in for Welsh Government."""


async def put_partner(
    door: httpx.AsyncClient, token: Callable[..., dict[str, str]], partner: UUID, body: object
) -> httpx.Response:
    """Bring a partner's entry about, seen and confirmed; `token` makes the headers of a role, an organisation
    and a person. Raises AssertionError."""
    path, proposing = f"/v1/partners/{partner}", token("wg", GOVERNMENT, person=PROPOSING)
    known = await door.get(path, headers=proposing)
    seen = {"If-Match": known.headers["etag"]} if known.status_code == 200 else {}
    put = await door.put(path, json=body, headers=proposing | seen)
    assert put.status_code == 200, put.text
    if put.json()["proposed_lots"] is None:
        return put
    confirming = token("wg", GOVERNMENT, person=CONFIRMING) | {"If-Match": put.headers["etag"]}
    confirmed = await door.post(f"{path}/confirm", headers=confirming)
    assert confirmed.status_code == 200, confirmed.text
    return confirmed
