"""Chooses which of several claims that exclude each other stands: the one the provider chose (handbook 3,
PMW)."""

from collections.abc import Iterable, Mapping

from services.outcomes.domain.decision import Decision, Verdict
from services.outcomes.domain.programme import Exclusive, Programme


def choose(programme: Programme, decided: Iterable[Decision], choices: Mapping[str, str]) -> list[Decision]:
    """The decisions with at most one claim left in each exclusive group; the others become refusals."""
    result = list(decided)
    for group in programme.exclusive:
        rivals = [each for each in result if each.claimed and each.category in group.categories]
        if len(rivals) > 1:
            result = [_settle(programme, group, each, rivals, choices) for each in result]
    return result


def _settle(
    programme: Programme,
    group: Exclusive,
    decision: Decision,
    rivals: list[Decision],
    choices: Mapping[str, str],
) -> Decision:
    """Until the provider has chosen, none of them is claimed: the choice is not ours to make."""
    chosen = choices.get(group.code)
    if decision not in rivals or decision.category == chosen:
        return decision
    made = any(rival.category == chosen for rival in rivals)
    rule = f"{group.code}-{'another-was-chosen' if made else 'awaits-choice'}"
    return decision._replace(
        verdict=Verdict.REFUSED,
        rule=programme.rule(decision.category, rule),
        level=None,
        counted_on=None,
    )
