"""Somebody is answered in the language and the media type asked for."""

import pytest

from shared.web.content_negotiation import accepts_gzip, preferred_language, preferred_media_type


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
    ("accept", "answered"),
    [
        ("", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("application/json, text/csv", "json"),
        ("application/json, text/csv;q=0.9", "json"),
        ("text/csv;q=0.9, application/json;q=0.8", "csv"),
        ("text/csv;q=0.1, application/*;q=0.9", "json"),
        ("text/csv, */*", "csv"),
        ("text/csv;q=0, */*", "json"),
        ("application/json;q=0, */*;q=0.1", "csv"),
        ("*/*", "json"),
        ("text/*, application/json;q=0.5", "csv"),
        ("text/csv;q=0", None),
        ("text/html", None),
        ("*/*;q=0", None),
        ("text/html," * 10_000 + "text/csv", None),
        (";;;,,,", "json"),
    ],
)
def test_the_media_type_wanted_most_is_answered_with(accept: str, answered: str | None) -> None:
    offered = {"json": "application/json", "csv": "text/csv"}
    expected = None if answered is None else offered[answered]
    assert preferred_media_type(accept, tuple(offered.values())) == expected


@pytest.mark.parametrize(
    ("accept_encoding", "is_accepted"),
    [
        ("", False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("*", True),
        ("gzip;q=0, *", False),
        ("br", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(accept_encoding: str, is_accepted: bool) -> None:
    assert accepts_gzip(accept_encoding) is is_accepted
