"""What we say to people, in English and in Welsh: English stands in the code, Welsh in a catalogue beside
it."""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "cy")
_PREFERENCE = re.compile(r"\s*(?P<tag>[A-Za-z*-]+)\s*(?:;\s*q\s*=\s*(?P<q>[01](?:\.\d{1,3})?))?\s*$")
_FOLDER = Path(__file__).parent.parent / "locale"


@cache
def _welsh() -> dict[str, str]:
    with (_FOLDER / "cy.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="cy") if message.id}


def in_language(sentence: str, language: str) -> str:
    """An English sentence in the given language; the sentence itself where no translation exists."""
    if language != "cy":
        return sentence
    return _welsh().get(sentence) or sentence


def preferred_language(accept_language: str) -> str:
    """ "en" or "cy", as an Accept-Language header asks; English when it asks for neither."""
    best, best_quality = "en", 0.0
    for part in accept_language.split(",")[:20]:
        match = _PREFERENCE.match(part)
        if match is None:
            continue
        language, quality = match["tag"].split("-")[0].lower(), float(match["q"] or 1)
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best
