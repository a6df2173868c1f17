"""Soft outcomes as they are stored: four answers to a number."""

from itertools import chain

from services.outcomes.domain.soft_outcomes import CHANGES, INDICATORS, PACKS, pack, unpack
from services.outcomes.programmes import all_programmes
from shared.contracts.vocabulary import Change, Indicator

SMALLINT = 32_767


def test_every_answer_comes_out_as_it_went_in() -> None:
    for indicators in PACKS.values():
        for change in CHANGES:
            for asked in (indicators, indicators[:1], indicators[-1:], ()):
                answers = dict.fromkeys(asked, change)
                unpacked = dict(unpack(indicators, pack(indicators, answers)))
                assert unpacked == {each: answers.get(each) for each in indicators}


def test_four_answers_fit_the_column() -> None:
    longest = max(PACKS.values(), key=len)
    assert max(pack(longest, dict.fromkeys(longest, change)) for change in CHANGES) <= SMALLINT


def test_every_indicator_of_the_form_and_of_a_programme_has_its_place() -> None:
    assert set(INDICATORS) == {indicator.value for indicator in Indicator}
    assert tuple(chain.from_iterable(PACKS.values())) == INDICATORS
    assert set(CHANGES) == {change.value for change in Change}
    for programme in all_programmes().values():
        assert {code for code, _ in programme.indicators} <= set(INDICATORS)
