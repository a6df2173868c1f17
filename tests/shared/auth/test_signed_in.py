"""Who has signed in is known wherever people do: what they read is written with it."""

from pathlib import Path

import pytest

from shared.auth.token_verifier import InvalidToken
from shared.contracts.role_policy import ROLES
from tests.shared.issuer import Issuer


@pytest.mark.parametrize("role", [role for role, policy in ROLES.items() if policy.is_of_people])
async def test_a_token_of_a_role_that_people_sign_in_with_says_who_has(tmp_path: Path, role: str) -> None:
    issuer = Issuer(tmp_path)
    tokens = issuer.tokens()
    caller = await tokens.verify(issuer.mint(role=role, user="rhian@cais.example"))
    assert caller.user == "rhian@cais.example"
    for user in (None, "", 7, ["rhian"]):
        with pytest.raises(InvalidToken):
            await tokens.verify(issuer.mint(role=role, user=user))
    with pytest.raises(InvalidToken):
        await tokens.verify(issuer.mint(role=role))
