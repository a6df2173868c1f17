"""A sentence is said in Welsh where there is a translation, and in English where there is none."""

from shared.refusal import NotFound
from shared.web.translations import in_language


def test_a_sentence_is_said_in_welsh_where_there_is_a_translation() -> None:
    assert in_language(NotFound.title, "cy") != NotFound.title
    assert in_language(NotFound.title, "en") == NotFound.title


def test_a_sentence_nobody_translated_is_said_in_english() -> None:
    assert in_language("Nobody has translated this.", "cy") == "Nobody has translated this."


def test_the_header_of_the_catalogue_is_no_translation_of_nothing() -> None:
    assert in_language("", "cy") == ""
