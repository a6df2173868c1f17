"""Holds one enrolment while facts are applied to it: what is known of it, and what has to be saved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from services.outcomes.domain.change_cause import Cause
from services.outcomes.domain.claim_changes import ClaimChanges, StandingDecision, claim_changes
from services.outcomes.domain.claims import decide
from services.outcomes.domain.decision import Achievement
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.domain.programme import Programme
from services.outcomes.domain.quality import CheckedRecord, Finding, findings, one_per_rule


@dataclass(frozen=True, slots=True)
class Decided:
    """What deciding again has changed."""

    claimed: tuple[StandingDecision, ...]
    changes: ClaimChanges


@dataclass(slots=True)
class CaseFile:
    programme: Programme
    enrolment: Enrolment
    loaded: Enrolment | None = None
    """The enrolment as it is stored; None for one that is new."""
    achievements: dict[UUID, Achievement] = field(default_factory=dict)
    standing: dict[UUID, StandingDecision] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    """How many decisions there have been, by category, ended ones too."""
    findings: dict[str, Finding] = field(default_factory=dict)
    """By rule, as they are stored."""

    restatement: int = 0
    """How often the enrolment was restated."""
    cause: Cause = Cause.TOLD
    """Why what is counted of it changes."""
    achieved: list[Achievement] = field(default_factory=list)
    made: list[StandingDecision] = field(default_factory=list)
    ended: dict[UUID, str] = field(default_factory=dict)
    """Claims and refusals that no longer hold, each with the reason."""
    found: list[Finding] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    def achieve(self, achievement: Achievement) -> bool:
        """Whether that is new: a repetition changes nothing."""
        if achievement.id in self.achievements:
            return False
        self.achievements[achievement.id] = achievement
        self.achieved.append(achievement)
        return True

    def decide_claims(self, because: str) -> Decided:
        """Decide claims again, `because` of what happened."""
        decided = decide(self.programme, self.enrolment, self.achievements.values())
        changes = claim_changes(self.standing.values(), decided, because=because)
        if changes.nothing:
            return Decided((), changes)
        for withdrawal in changes.withdraw:
            self.ended[withdrawal.id] = withdrawal.reason
        self.ended.update(dict.fromkeys(changes.lapse, because))
        self.standing = {id: each for id, each in self.standing.items() if id not in self.ended}
        new = []
        for decision in (*changes.claim, *changes.refuse):
            number = self.decisions.get(decision.category, 0) + 1
            self.decisions[decision.category] = number
            # the same facts make the same ids, however they come in batches
            new.append(StandingDecision(uuid5(self.enrolment.id, f"{decision.category}/{number}"), decision))
        self.standing.update((each.id, each) for each in new)
        self.made += new
        return Decided(tuple(each for each in new if each.decision.claimed), changes)

    def check_quality(self, beside: Iterable[Finding]) -> None:
        """Work out the findings again; `beside` are those that other records of the person give rise to."""
        record = CheckedRecord(self.programme, self.enrolment, tuple(self.achievements.values()))
        now = one_per_rule((*findings(record), *beside))
        self.found = [each for rule, each in now.items() if self.findings.get(rule) != each]
        self.mended = [rule for rule in self.findings if rule not in now]
