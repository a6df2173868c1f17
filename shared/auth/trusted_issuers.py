"""Makes the token verifier of a process from its settings: whose tokens it takes."""

import time
from collections.abc import Mapping

from shared.auth.key_set import Clock, KeySet
from shared.auth.revocations import Revocations
from shared.auth.role_policy import RoleTable
from shared.auth.service_tokens import audience_of, issuer_of
from shared.auth.token_verifier import TokenVerifier, TrustedIssuer
from shared.settings import Settings


def token_verifier(
    settings: Settings,
    roles: RoleTable,
    *,
    service: str = "",
    asked_by: Mapping[str, frozenset[str]] | None = None,
    clock: Clock = time.monotonic,
) -> TokenVerifier:
    """Make the verifier of a process. `asked_by` names the services that may ask the service `service`, each
    with the purposes it may ask for; a process that none may ask takes no service's token.

    Raises KeyError where the settings name no key set of a service that may ask."""
    issuers = {
        settings.issuer: TrustedIssuer(
            KeySet(settings.jwks, ca=settings.jwks_ca, clock=clock),
            settings.audience,
            settings.longest_token_seconds,
        )
    }
    for asking, purposes in (asked_by or {}).items():
        issuers[issuer_of(asking)] = TrustedIssuer(
            KeySet(settings.service_jwks[asking], clock=clock),
            audience_of(settings.audience, service),
            settings.longest_service_token_seconds,
            asking,
            purposes,
        )
    revocations = Revocations(settings.revoked_tokens, clock=clock)
    return TokenVerifier(issuers=issuers, roles=roles, revocations=revocations, clock=clock)
