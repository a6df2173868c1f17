"""Holds one enrolment while facts are applied to it: what is known of it, and what has to be saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from services.outcomes.domain.change_cause import Cause
from services.outcomes.domain.claim_changes import ClaimChanges, StandingDecision, claim_changes
from services.outcomes.domain.claims import decide
from services.outcomes.domain.decision import Achievement, Decision
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
    is_restated: bool = False
    is_withdrawn: bool = False
    """The registration was withdrawn: nobody took part."""
    cause: Cause = Cause.TOLD
    """Why what is counted of it changes."""
    achieved: list[Achievement] = field(default_factory=list)
    no_longer_achieved: list[UUID] = field(default_factory=list)
    """Stored achievements that were never made, or made otherwise."""
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

    def restate(
        self, programme: Programme, enrolment: Enrolment, recorded: Iterable[Achievement]
    ) -> list[Achievement]:
        """Replace what is known by what the records say now; what came of placements stays. Returns the
        achievements that are new, or are told otherwise than before."""
        self.programme, self.enrolment = programme, enrolment
        self.is_restated, self.is_withdrawn = True, False
        return self._replace_recorded({each.id: each for each in recorded})

    def withdraw(self) -> None:
        """Nobody took part: nothing is left but what came of placements, and decisions that ended."""
        self.is_restated = self.is_withdrawn = True
        self._replace_recorded({})
        self.found, self.mended = [], list(self.findings)

    def _replace_recorded(self, now: Mapping[UUID, Achievement]) -> list[Achievement]:
        before = {id: each for id, each in self.achievements.items() if not each.placement}
        unsaved = {each.id for each in self.achieved}
        gone = {id for id, each in before.items() if now.get(id) != each}
        new = [each for id, each in now.items() if before.get(id) != each]
        self.no_longer_achieved += gone - unsaved
        self.achieved = [*(each for each in self.achieved if each.id not in gone), *new]
        placed = {id: each for id, each in self.achievements.items() if each.placement}
        self.achievements = {**placed, **now}
        return new

    def decide_claims(self, because: str, *, anew: bool = False) -> Decided:
        """Decide claims again, `because` of what happened; `anew` where they now count in another
        operation."""
        decided: tuple[Decision, ...] = ()
        if not self.is_withdrawn:
            decided = decide(
                self.programme, self.enrolment, self.achievements.values(), self.enrolment.choices
            )
        changes = claim_changes(self.standing.values(), decided, because=because, anew=anew)
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
