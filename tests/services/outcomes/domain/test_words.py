"""The domain imports no contract, so that its words are spelt like the contract's is tested here."""

from enum import StrEnum
from typing import cast

from services.outcomes.domain.decision import EVIDENCE
from services.outcomes.domain.enrolment import NOT_FOLLOWED_UP, NOT_KNOWN, Characteristics
from services.outcomes.domain.programme import StatusAfterExit
from services.outcomes.domain.soft_outcomes import CHANGES
from shared.contracts import participant, vocabulary
from tests.services.outcomes.domain.builders import OOWS

KINDS = set(vocabulary.AchievementKind)


def test_every_kind_a_category_counts_can_be_recorded():
    for category in OOWS.categories:
        assert category.kinds <= KINDS
        for part in category.parts:
            assert part.kinds <= KINDS


def test_conditions_statuses_and_evidence_are_values_that_can_be_answered():
    answers: dict[str, set[str]] = {
        "labour_market": set(vocabulary.LabourMarket),
        "strand": {strand.code for strand in OOWS.strands},
    }
    for category in OOWS.categories:
        for condition in category.conditions:
            assert condition.one_of <= answers[condition.field]
        if isinstance(category.basis, StatusAfterExit):
            assert category.basis.status in set(vocabulary.FollowUp)
    assert (None, *vocabulary.Evidence) == EVIDENCE
    assert NOT_FOLLOWED_UP == vocabulary.FollowUp.NOT_FOLLOWED_UP


def test_soft_outcomes_are_those_of_form_p4_1():
    assert [code for code, _ in OOWS.indicators] == list(vocabulary.Indicator)
    assert list(CHANGES) == list(vocabulary.Change)


def test_characteristics_are_those_of_form_p2_1_and_start_as_not_known():
    ours = Characteristics._field_defaults
    theirs = {name: field.default for name, field in participant.Characteristics.model_fields.items()}
    assert ours == theirs
    assert set(ours.values()) == {NOT_KNOWN}
    assert set(OOWS.mandatory) <= set(ours)


def test_every_row_of_the_characteristics_table_counts_values_that_can_be_answered():
    answers: dict[str, set[str]] = {
        name: set(cast(type[StrEnum], field.annotation))
        for name, field in participant.Characteristics.model_fields.items()
    }
    answers |= {"strand": {strand.code for strand in OOWS.strands}, "exit_kind": set(vocabulary.ExitKind)}
    for line in OOWS.characteristics:
        assert line.one_of <= answers[line.field]
