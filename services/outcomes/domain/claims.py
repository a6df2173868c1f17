"""Decides which achievements a programme lets be counted, once per category, and which rule refuses the
rest (handbook 3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.outcomes.domain.calendar import Span
from services.outcomes.domain.decision import EVIDENCE, Achievement, Decision, Verdict
from services.outcomes.domain.enrolment import DIED, Enrolment
from services.outcomes.domain.exclusivity import choose
from services.outcomes.domain.programme import Category, Programme, StatusAfterExit, Window

AWAITS_EVIDENCE: Final = "awaits-evidence"
"""The rule that refuses what would be claimed, were there better evidence (handbook 3)."""

NO_CHOICE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Candidate:
    on: date
    evidence: str | None
    achievement: Achievement | None
    part: str | None


@dataclass(frozen=True, slots=True)
class _Case:
    programme: Programme
    enrolment: Enrolment
    achievements: tuple[Achievement, ...]

    def decide(self, category: Category, spent: Mapping[str, frozenset[UUID]]) -> Decision | None:
        """None where there is nothing to decide: nothing achieved, or not claimable yet."""
        if category.must_have_left and not self.enrolment.left:
            return None
        candidates = self._candidates(category)
        if not candidates:
            return None
        failed, eligible = self._sift(category, candidates, spent)
        if failed is not None:
            return self._draft(category, failed, candidates[0])
        return self._claim(category, eligible)

    def _sift(
        self, category: Category, candidates: list[_Candidate], spent: Mapping[str, frozenset[UUID]]
    ) -> tuple[str | None, list[_Candidate]]:
        """The first rule that nothing passes, or what passes them all."""
        enrolment, basis, group = self.enrolment, category.basis, category.not_if_led_to
        failed = self._failed_by_enrolment(category)
        if failed is not None:
            return failed, []
        since_start = [each for each in candidates if each.on >= enrolment.registered_on]
        if not since_start:
            return "before-registration", []
        if enrolment.is_left_before_start and _rests_on_exit(category):
            return "exit-before-start", []
        span, gone = span_of(basis, enrolment), spent.get(group or "", frozenset())
        rules: tuple[tuple[str, Callable[[_Candidate], bool]], ...] = (
            (basis.rule, lambda each: span.holds(each.on)),
            ("kind-not-counted-yet", lambda each: _is_counted(category, each)),
            (f"not-if-led-to-{group}", lambda each: not _led_to(each, gone)),
            (AWAITS_EVIDENCE, lambda each: _is_proven(category, each)),
        )
        passing = since_start
        for rule, passes in rules:
            passed = [each for each in passing if passes(each)]
            if not passed:
                return rule, []
            passing = passed
        return None, passing

    def _failed_by_enrolment(self, category: Category) -> str | None:
        """The first rule that the enrolment fails, whatever was achieved."""
        enrolment = self.enrolment
        if not enrolment.is_eligible:
            return "eligible"
        if enrolment.left_on is None and _rests_on_exit(category):
            return "no-exit-date"
        if isinstance(category.basis, StatusAfterExit) and enrolment.exit and enrolment.exit.reason == DIED:
            return "not-after-death"
        for condition in category.conditions:
            if getattr(enrolment, condition.field) not in condition.one_of:
                return condition.rule
        return None

    def _candidates(self, category: Category) -> list[_Candidate]:
        """What the category could rest on, earliest first."""
        if isinstance(category.basis, StatusAfterExit):
            return self._observed(category.basis)
        return [
            _Candidate(each.achieved_on, each.evidence, each, category.part_of(each.kind))
            for each in sorted(self.achievements, key=_in_order)
            if each.kind in category.kinds
        ]

    def _observed(self, basis: StatusAfterExit) -> list[_Candidate]:
        """In time only the last word counts, so a job lost and reported within the window is no claim."""
        last = (
            self.enrolment.status_within(span_of(basis, self.enrolment)) if self.enrolment.left_on else None
        )
        if last is not None and last.status != basis.status:
            return []
        observed = [last] if last else [e for e in self.enrolment.follow_ups if e.status == basis.status]
        ordered = sorted(observed, key=lambda each: each.observed_on)
        return [_Candidate(each.observed_on, each.evidence, None, None) for each in ordered]

    def behind(self, category: Category) -> frozenset[UUID]:
        """The achievements that a claim of the category could rest on."""
        _, eligible = self._sift(category, self._candidates(category), {})
        return frozenset(each.achievement.id for each in eligible if each.achievement is not None)

    def _claim(self, category: Category, eligible: list[_Candidate]) -> Decision:
        """Counts from the earliest, in a category whose first part wins from the earliest of that part; rests
        on what proves most of that part: the highest level [4.46], then the best evidence; or on the first
        where the programme says so (handbook 5, R0)."""
        first = min(eligible, key=lambda each: category.part_rank(each.part))
        of_part = [each for each in eligible if each.part == first.part]
        basis = first if category.rests_on == "first" else max(of_part, key=_proof)
        left_on = self.enrolment.left_on if category.must_have_left else None
        return self._draft(category, category.basis.rule, basis)._replace(
            verdict=Verdict.CLAIMED,
            level=basis.achievement.cqfw_level if basis.achievement is not None else None,
            counted_on=max(left_on, first.on) if left_on else first.on,
        )

    def _draft(self, category: Category, rule: str, about: _Candidate) -> Decision:
        """A refusal by `rule`, with the dates it was judged by."""
        left_on, basis = self.enrolment.left_on, category.basis
        dates = {"registered_on": self.enrolment.registered_on, **span_of(basis, self.enrolment).dates()}
        if left_on is not None:
            dates["left_on"] = left_on
        if isinstance(basis, StatusAfterExit) and left_on is not None:
            dates["due_on"] = basis.due_on(left_on)
        dates["observed_on" if isinstance(basis, StatusAfterExit) else "achieved_on"] = about.on
        return Decision(
            category=category.code,
            verdict=Verdict.REFUSED,
            rule=self.programme.rule(category.code, rule),
            dates=dates,
            evidence=about.evidence,
            achievement=about.achievement.id if about.achievement else None,
            part=about.part,
        )


def decide(
    programme: Programme,
    enrolment: Enrolment,
    achievements: Iterable[Achievement],
    choices: Mapping[str, str] = NO_CHOICE,
) -> tuple[Decision, ...]:
    """At most one decision per category, in the programme's order; none before it can be claimed.

    `choices` names the category that the provider chose in each exclusive group. The answer depends on
    what was achieved, not on the order in which we were told."""
    case = _Case(programme, enrolment, tuple(achievements))
    first = [each for each in programme.categories if each.not_if_led_to is None]
    decided = [made for each in first if (made := case.decide(each, {})) is not None]
    decided = choose(programme, decided, choices)
    claimed = {made.category for made in decided if made.claimed}
    spent = {
        group.code: case.behind(category)
        for group in programme.exclusive
        for category in first
        if category.code in claimed and category.code in group.categories
    }
    after = [each for each in programme.categories if each.not_if_led_to is not None]
    decided += [made for each in after if (made := case.decide(each, spent)) is not None]
    order = [each.code for each in programme.categories]
    return tuple(sorted(decided, key=lambda made: order.index(made.category)))


def span_of(basis: Window | StatusAfterExit, enrolment: Enrolment) -> Span:
    """When something must have happened to be counted, as far as the enrolment's dates tell."""
    if isinstance(basis, Window):
        return basis.span(enrolment.registered_on, enrolment.left_on)
    return basis.span(enrolment.left_on) if enrolment.left_on else Span()


def _rests_on_exit(category: Category) -> bool:
    return category.must_have_left or isinstance(category.basis, StatusAfterExit)


def _led_to(candidate: _Candidate, claimed: frozenset[UUID]) -> bool:
    return candidate.achievement is not None and candidate.achievement.led_to in claimed


def _is_counted(category: Category, candidate: _Candidate) -> bool:
    achievement = candidate.achievement
    return achievement is None or category.counts(achievement.kind, candidate.on)


def _is_proven(category: Category, candidate: _Candidate) -> bool:
    return EVIDENCE.index(candidate.evidence) >= EVIDENCE.index(category.evidence)


def _proof(candidate: _Candidate) -> tuple[int, int]:
    """The level, and how good the evidence is: more proves more."""
    achievement = candidate.achievement
    level = achievement.cqfw_level if achievement is not None else None
    return -1 if level is None else level, EVIDENCE.index(candidate.evidence)


def _in_order(each: Achievement) -> tuple[date, date, str, str, UUID]:
    """The earliest first; of one day, the order follows from what they are, and not from their ids."""
    return each.achieved_on, each.recorded_on, each.kind, each.evidence, each.id
