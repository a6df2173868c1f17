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
    (security requirement 6). Roles that come to the same address by another permission, for another purpose,
    are let through by `otherwise`."""

    def __init__(self, *permissions: str, purpose: str = "", otherwise: "Permitted | None" = None) -> None:
        self.permissions, self.purpose = frozenset(permissions), purpose
        self.otherwise = otherwise

    async def __call__(self, request: Request, caller: Authenticated) -> Caller:
        checked = self.of(caller)
        checked.check(caller)
        request.state.permitted = checked  # what is read is written with the permission that was checked
        return caller

    def of(self, caller: Caller) -> "Permitted":
        """Return which of the two is for the caller's role."""
        is_for_role = not self.permissions.isdisjoint(caller.policy.permissions)
        return self if is_for_role or self.otherwise is None else self.otherwise

    def check(self, caller: Caller) -> None:
        """Raises NotPermitted."""
        if self.permissions.isdisjoint(caller.policy.permissions):
            raise NotPermitted
        if self.purpose and not caller.for_purpose(self.purpose):
            raise NotPermitted(purpose=self.purpose)

    def allows(self, caller: Caller) -> bool:
        """Tell whether the caller is let through."""
        checked = self.of(caller)
        return not checked.permissions.isdisjoint(caller.policy.permissions) and (
            not checked.purpose or caller.for_purpose(checked.purpose)
        )

    @property
    def depends(self) -> Any:
        return Depends(self)
