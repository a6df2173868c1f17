"""English and Welsh alike: every sentence a caller can be told has its Welsh."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import gateway
import services
import shared
from gateway import problem_pages
from gateway.federation import error_messages
from services.employers.domain import match_reasons
from services.participants import subject_access_page
from shared.refusal import Refusal
from shared.web import problems
from shared.web.translations import in_language


def sentences() -> Iterator[str]:
    for package in (gateway, services, shared):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    for refusal in _all(Refusal):
        yield refusal.title
    yield from error_messages.MESSAGES.values()
    yield from problems.FIELD_ERRORS.values()
    yield from (title for _, title in problems.HTTP_ERRORS.values())
    yield from (subject_access_page.TITLE, subject_access_page.NOTHING, *subject_access_page.SECTIONS)
    yield from match_reasons.SENTENCES
    yield from (problem_pages.RETRY, problem_pages.NO_RETRY, problem_pages.STATUS)
    yield from (problems.INVALID, problems.OTHER_FIELD_ERROR, problems.FAULT)


def _all(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    yield refusal
    for each in refusal.__subclasses__():
        yield from _all(each)


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_every_sentence_has_its_welsh(sentence: str) -> None:
    welsh = in_language(sentence, "cy")
    assert welsh not in ("", sentence)
    assert set(_placeholders(welsh)) == set(_placeholders(sentence))


def _placeholders(sentence: str) -> list[str]:
    return [part.split("}")[0] for part in sentence.split("{")[1:]]
