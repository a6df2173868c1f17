"""Renders everything about a person as an HTML page in English or Welsh, whole without JavaScript. Names of
fields and values stand as the forms have them."""

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.web.subject_access import Known
from shared.web.translations import in_language

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TITLE: Final = "Everything that is kept about you"
NOTHING: Final = "Nothing is kept here."
SECTIONS: Final = {
    "Who you are": ("participants", "participant"),
    "How you take part": ("participants", "enrolments"),
    "What was recorded": ("participants", "records"),
    "What is due": ("participants", "due"),
    "What your provider's system was told of that": ("participants", "changes"),
    "What limits what is done with what we know of you": ("participants", "limits"),
    "Referrals that wait for registration": ("participants", "expected"),
    "Your referrals": ("referrals", "referrals"),
    "What counts for the programme's figures": ("outcomes", "counted"),
    "How the programme follows your way": ("outcomes", "records"),
    "What you achieved": ("outcomes", "achievements"),
    "How you said things changed": ("outcomes", "soft_outcomes"),
    "How much support you were given": ("outcomes", "support"),
    "Your courses": ("outcomes", "courses"),
    "Your Employment Wheels": ("outcomes", "wheels"),
    "What you said of your use": ("outcomes", "recent_use"),
    "What was claimed for you or refused": ("outcomes", "claims"),
    "What is to be mended in your record": ("outcomes", "findings"),
    "How what counts was changed": ("outcomes", "changes"),
    "How what you said was changed": ("outcomes", "soft_outcome_changes"),
    "What waits to be counted": ("outcomes", "waiting"),
    "Your placements": ("employers", "placements"),
    "What employers' bank knows of you": ("employers", "participation"),
    "What is on its way between our services": ("on_their_way",),
    "Who was shown what about you": ("received",),
    "Each time somebody read about you": ("readings",),
}
"""The heading of each section, and where in the answer it is."""


def page(told: Known, language: str) -> str:
    """Render the page."""
    return _TEMPLATES.get_template("subject_access.html").render(
        language=language,
        title=in_language(TITLE, language),
        nothing=in_language(NOTHING, language),
        sections=[(in_language(heading, language), _at(told, path)) for heading, path in SECTIONS.items()],
    )


def _at(told: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        told = told[step]
    return told
