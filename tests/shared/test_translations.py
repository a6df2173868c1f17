"""Which language somebody is answered in: the one asked for, English where that is neither of ours."""

import pytest

from shared.refusal import NotFound
from shared.web.translations import in_language, preferred_language


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("", "en"),
        ("cy", "cy"),
        ("CY-gb", "cy"),
        ("en-GB, cy;q=0.9", "en"),
        ("en;q=0.8, cy;q=0.9", "cy"),
        ("fr, de;q=0.9", "en"),
        ("fr, cy;q=0.1", "cy"),
        ("cy;q=0", "en"),
        ("cy;q=0, en;q=0", "en"),
        ("*", "en"),
        ("cy;q=2", "en"),
        ("cy;level=1", "en"),
        (" cy ; q=0.5 ", "cy"),
        (";;;,,,=", "en"),
        ("cyfrinach", "en"),
        ("x," * 10_000 + "cy", "en"),
    ],
)
def test_the_language_asked_for_is_the_one_answered_in(asked: str, answered: str) -> None:
    assert preferred_language(asked) == answered


def test_a_sentence_is_said_in_welsh_where_there_is_a_translation() -> None:
    assert in_language(NotFound.title, "cy") != NotFound.title
    assert in_language(NotFound.title, "en") == NotFound.title


def test_a_sentence_nobody_translated_is_said_in_english() -> None:
    assert in_language("Nobody has translated this.", "cy") == "Nobody has translated this."


def test_the_header_of_the_catalogue_is_no_translation_of_nothing() -> None:
    assert in_language("", "cy") == ""
