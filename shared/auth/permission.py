"""Permissions as parameter types in the signatures of routes and fields:

    MayDecideReferrals = Annotated[Caller, Permitted(Permission.DECIDE_REFERRALS).depends]

A test walks every app and fails on a route whose signature names no permission (security requirement 4)."""

from typing import Annotated, Any

from fastapi import Depends, Request

from shared.auth.caller import Caller
from shared.auth.token_verifier import InvalidToken, TokenVerifier
from shared.refusal import NotPermitted


async def authenticate(request: Request) -> Caller:
    """Return the caller behind the request's bearer token. Raises InvalidToken."""
    tokens: TokenVerifier = request.app.state.tokens
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise InvalidToken
    caller = await tokens.verify(token.strip())
    request.state.caller = caller
    return caller


Authenticated = Annotated[Caller, Depends(authenticate)]
"""Anybody with a good token."""


class Permitted:
    """Lets callers through whose role holds one of `permissions`, and only for `purpose` where one is named
    (security requirement 6)."""

    def __init__(self, *permissions: str, purpose: str = "") -> None:
        self.permissions, self.purpose = frozenset(permissions), purpose

    async def __call__(self, request: Request, caller: Authenticated) -> Caller:
        self.check(caller)
        request.state.permitted = self  # what is read is written with the permission that was checked
        return caller

    def check(self, caller: Caller) -> None:
        """Raises NotPermitted."""
        if self.permissions.isdisjoint(caller.policy.permissions):
            raise NotPermitted
        if self.purpose and not caller.for_purpose(self.purpose):
            raise NotPermitted(purpose=self.purpose)

    def allows(self, caller: Caller) -> bool:
        """Tell whether `check` lets the caller through."""
        return not self.permissions.isdisjoint(caller.policy.permissions) and (
            not self.purpose or caller.for_purpose(self.purpose)
        )

    @property
    def depends(self) -> Any:
        return Depends(self)
