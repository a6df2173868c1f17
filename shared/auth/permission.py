"""What a caller may ask, as a type in a route's signature:

    MayDecideReferrals = Annotated[Caller, Permitted("lead").depends]

A test walks every app and fails on a route whose signature names no permission (security requirement 4).
"""

from typing import Annotated, Any

from fastapi import Depends, Request

from shared.auth.caller import Caller
from shared.auth.token_verifier import InvalidToken, TokenVerifier
from shared.refusal import NotPermitted


async def authenticate(request: Request) -> Caller:
    """The caller behind the request's bearer token. Raises InvalidToken."""
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
    """Lets callers of the given roles through, and only for `purpose` where one is named (security
    requirement 6). Raises NotPermitted."""

    def __init__(self, *roles: str, purpose: str | None = None) -> None:
        self.roles, self.purpose = frozenset(roles), purpose

    async def __call__(self, caller: Authenticated) -> Caller:
        self.check(caller)
        return caller

    def check(self, caller: Caller) -> None:
        """Raises NotPermitted."""
        if caller.role not in self.roles:
            raise NotPermitted
        if self.purpose is not None and not caller.for_purpose(self.purpose):
            raise NotPermitted(purpose=self.purpose)

    def lets(self, caller: Caller) -> bool:
        """Whether `check` lets the caller through."""
        return caller.role in self.roles and (self.purpose is None or caller.for_purpose(self.purpose))

    @property
    def depends(self) -> Any:
        return Depends(self)
