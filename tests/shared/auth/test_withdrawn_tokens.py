"""When a token stops being good before it expires: its key is gone from the set, or it is revoked."""

import json
import time
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import jwt
import pytest

from shared.auth.revocations import LARGEST_FILE, Revocation, written
from shared.auth.token_verifier import InvalidToken
from tests.shared.issuer import Issuer


class Clock:
    """A clock that stands until a test moves it on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


@pytest.fixture
def services(tmp_path: Path) -> Issuer:
    """Participants, as a service that signs its own tokens."""
    folder = tmp_path / "services"
    folder.mkdir()
    return Issuer(folder)


@pytest.mark.parametrize("claim", ["jti", "sid"])
async def test_a_revoked_token_is_refused_within_a_second_even_if_it_is_remembered(
    tmp_path: Path, issuer: Issuer, claim: str
) -> None:
    clock, file = Clock(), tmp_path / "revoked"
    tokens = issuer.tokens(clock=clock, revoked_tokens=file)
    stolen: dict[str, Any] = {claim: "stolen"}
    token, other = issuer.mint(**stolen), issuer.mint()
    await tokens.verify(token)
    file.write_bytes(written([Revocation("stolen", time.time() + 900)]))
    clock.seconds += 1
    for _ in range(2):
        with pytest.raises(InvalidToken):
            await tokens.verify(token)
    await tokens.verify(other)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"value": 7, "until": 1}', b"x" * (LARGEST_FILE + 1)])
async def test_what_was_revoked_stays_so_while_the_list_cannot_be_read(
    tmp_path: Path, issuer: Issuer, content: bytes
) -> None:
    clock, file = Clock(), tmp_path / "revoked"
    file.write_bytes(written([Revocation("stolen", time.time() + 900)]))
    tokens, token = issuer.tokens(clock=clock, revoked_tokens=file), issuer.mint(jti="stolen")
    for _ in range(2):
        with pytest.raises(InvalidToken):
            await tokens.verify(token)
        file.write_bytes(content)
        clock.seconds += 1
    file.unlink()
    clock.seconds += 1
    with pytest.raises(InvalidToken):
        await tokens.verify(token)


async def test_a_key_that_is_added_is_good_beside_the_old_one(
    tmp_path: Path, issuer: Issuer, services: Issuer
) -> None:
    (tmp_path / "new").mkdir()
    new, clock = Issuer(tmp_path / "new"), Clock()
    tokens = issuer.tokens(services, clock)
    await tokens.verify(services.mint_as_service())
    both = [json.loads(each.jwks.read_text())["keys"][0] for each in (services, new)]
    services.jwks.write_text(json.dumps({"keys": both}))
    clock.seconds += 10
    for each in (new, services):
        await tokens.verify(each.mint_as_service())


async def test_a_key_taken_away_is_dead_within_a_minute_for_new_and_for_remembered_tokens(
    tmp_path: Path, issuer: Issuer
) -> None:
    (tmp_path / "new").mkdir()
    new, clock = Issuer(tmp_path / "new"), Clock()
    tokens, token = issuer.tokens(clock=clock), issuer.mint()
    await tokens.verify(token)
    issuer.jwks.write_text(new.jwks.read_text())
    clock.seconds += 30
    remembered = issuer.mint()
    await tokens.verify(remembered)
    clock.seconds += 30
    for each in (token, remembered, issuer.mint()):
        with pytest.raises(InvalidToken):
            await tokens.verify(each)
    await tokens.verify(new.mint())


async def test_a_token_is_remembered_for_a_minute_at_most(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, token = Clock(), issuer.mint()
    tokens = issuer.tokens(clock=clock)
    await tokens.verify(token)
    verify = Mock(wraps=jwt.decode)
    monkeypatch.setattr("shared.auth.token_verifier.jwt.decode", verify)
    clock.seconds += 59
    await tokens.verify(token)
    assert not verify.called
    clock.seconds += 2
    await tokens.verify(token)
    assert verify.called
