"""Shapes of what is to be posted; the bodies are ready to send."""

from dataclasses import dataclass

from deploy.demo.oows import Lot
from deploy.demo.person import Body

Step = tuple[str, Body]
"""An action on something posted before, and its body."""


@dataclass(frozen=True, slots=True)
class ReferralPlan:
    """A referral and what became of it. `lot` and `provider` are those first asked: after a redirect the
    steps are taken by the provider of the lot it names."""

    key: str
    referrer: str
    lot: Lot
    provider: str
    body: Body
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ProviderSystem:
    """One provider's case-management system and the CloudEvents it posts, in order of time. A registration
    from a referral carries the key of its ReferralPlan as `referral`, to be replaced by the id given."""

    provider: str
    name: str
    lot: str
    source: str
    events: list[Body]


@dataclass(frozen=True, slots=True)
class EmployerPlan:
    key: str
    body: Body


@dataclass(frozen=True, slots=True)
class OpportunityPlan:
    """`employer` in the body is the key of an EmployerPlan."""

    key: str
    body: Body


@dataclass(frozen=True, slots=True)
class PlacementPlan:
    """`opportunity` in the body is the key of an OpportunityPlan; `participant` is added by whoever posts it,
    who has been told the id for the provider's own reference, `subject`."""

    key: str
    provider: str
    lot: Lot
    subject: str
    body: Body
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """`systems` are those of the Out of Work Service, `earlier` those of Peer Mentoring Wales."""

    partners: tuple[Body, ...]
    referrals: tuple[ReferralPlan, ...]
    systems: tuple[ProviderSystem, ...]
    earlier: tuple[ProviderSystem, ...]
    employers: tuple[EmployerPlan, ...]
    opportunities: tuple[OpportunityPlan, ...]
    placements: tuple[PlacementPlan, ...]
