"""Translations: English sentences stand in the code, Welsh ones in a catalogue (`shared/locale/cy.po`)."""

from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

_CATALOGUES: Final = Path(__file__).parent.parent / "locale"


@cache
def _welsh() -> dict[str, str]:
    with (_CATALOGUES / "cy.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="cy") if message.id}


def in_language(sentence: str, language: str) -> str:
    """Translate an English sentence; return it as it is where no translation exists."""
    if language != "cy":
        return sentence
    return _welsh().get(sentence) or sentence
