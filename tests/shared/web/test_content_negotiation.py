"""Somebody is answered in the language and the media type asked for, and in English and JSON where that is
none of ours."""

import pytest

from shared.web.content_negotiation import preferred_language, prefers


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
        ("en, cy", "en"),
        ("cy, en", "cy"),
        ("*, cy;q=0.5", "cy"),
    ],
)
def test_the_language_asked_for_is_the_one_answered_in(asked: str, answered: str) -> None:
    assert preferred_language(asked) == answered


@pytest.mark.parametrize(
    ("accept", "is_preferred"),
    [
        ("", False),
        ("text/csv", True),
        ("TEXT/CSV; charset=utf-8", True),
        ("application/json, text/csv", True),
        ("application/json, text/csv;q=0.9", False),
        ("text/csv;q=0.9, application/json;q=0.8", True),
        ("text/csv;q=0", False),
        ("*/*", False),
        ("text/*, application/json;q=0.5", False),
        ("text/html," * 10_000 + "text/csv", False),
        (";;;,,,=", False),
    ],
)
def test_a_media_type_is_preferred_where_it_is_named_and_wanted_no_less(
    accept: str, is_preferred: bool
) -> None:
    assert prefers(accept, "text/csv", over="application/json") is is_preferred
