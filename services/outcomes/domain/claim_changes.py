"""Compares the claims on record with those worked out again: nothing is ever deleted (handbook 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from services.outcomes.domain.decision import Decision


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """A claim or refusal on record that holds now."""

    id: UUID
    decision: Decision


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A claim that no longer counts; it stays on record with the reason."""

    id: UUID
    category: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClaimChanges:
    claim: tuple[Decision, ...]
    refuse: tuple[Decision, ...]
    withdraw: tuple[Withdrawal, ...]
    lapse: tuple[UUID, ...]
    """Refusals that no longer hold."""

    @property
    def nothing(self) -> bool:
        return not (self.claim or self.refuse or self.withdraw or self.lapse)


def claim_changes(
    standing: Iterable[StandingDecision], decided: Iterable[Decision], *, because: str, anew: bool = False
) -> ClaimChanges:
    """What to add and what to end so that the record says what was decided, and no more than that.

    A claim is withdrawn with the rule that now refuses it, or `because` (what happened: "rejoined",
    "exited") where it is claimed on other grounds or there is nothing left to decide. The same decision
    again changes nothing, unless all is to be made `anew`: what counted in one operation then counts in
    another."""
    now = {each.category: each for each in decided}
    held = {each.decision.category: each for each in standing}
    kept = {category for category, each in held.items() if now.get(category) == each.decision and not anew}
    ended = [each for category, each in held.items() if category not in kept]
    new = [each for category, each in now.items() if category not in kept]
    return ClaimChanges(
        claim=tuple(each for each in new if each.claimed),
        refuse=tuple(each for each in new if not each.claimed),
        withdraw=tuple(
            Withdrawal(each.id, category, _reason(now.get(category), because))
            for each in ended
            for category in (each.decision.category,)
            if each.decision.claimed
        ),
        lapse=tuple(each.id for each in ended if not each.decision.claimed),
    )


def _reason(now: Decision | None, because: str) -> str:
    return because if now is None or now.claimed else now.rule
