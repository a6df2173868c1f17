"""The examples in the pages are taken by the code that reads the real thing."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import get_args
from uuid import UUID

import pytest
from pydantic import BaseModel

from services.participants.domain import refusals
from services.participants.forms.posted_event import PostedForm
from services.participants.forms.registered import Registration
from services.participants.forms.registry import FORMS, MENDING_FORMS
from services.participants.programmes import programme
from services.participants.schemas import event_limits
from services.participants.schemas.intake import PREFIX, read
from shared.contracts import vocabulary
from shared.contracts.participant import ParticipantRegistered
from shared.refusal import Refusal
from tests.docs.examples import DOCS, README, blocks, section
from tests.shared.kit import a_key_ring

EVENTS, LANGUAGE = DOCS / "events.md", DOCS / "language.md"
CAIS = str(UUID(int=1))
LATER = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = a_key_ring()

OF_PMW = {"outcome-chosen"}
"""What can be told in Peer Mentoring Wales alone."""

Event = dict[str, object]


def examples() -> list[Event]:
    shown = [json.loads(block) for block in blocks(EVENTS, "json")]
    return [event for event in shown if "specversion" in event]


@pytest.mark.parametrize("event", examples(), ids=lambda event: event["type"].removeprefix(PREFIX))
def test_an_example_is_taken_as_it_stands(event: Event) -> None:
    posted = read(event, organisation=CAIS, now=LATER, keys=KEYS)
    assert f"{PREFIX}{posted.kind}.v1" == event["type"]


def test_the_examples_are_one_story_that_is_accepted_to_its_end() -> None:
    posted = [read(event, organisation=CAIS, now=LATER, keys=KEYS) for event in examples()]
    first, *rest = sorted((each for each in posted if each.kind not in OF_PMW), key=lambda each: each.time)
    assert {each.subject for each in rest} == {first.subject}
    form = first.form
    assert isinstance(form, Registration)
    assert form.person is not None
    signed_up = form.register(
        first,
        programme("oows"),
        provider=UUID(CAIS),
        identity=form.person.model_dump(mode="json"),
        shares_work_outcome=bool(form.shares_work_outcome()),
        enrolment_id=UUID(int=2),
        participant_id=UUID(int=3),
        ni_number_is_known=False,
    )
    assert isinstance(signed_up.fact, ParticipantRegistered)
    assert (signed_up.missing, signed_up.fact.flags, signed_up.enrolment.eligible) == ((), (), "yes")
    enrolment = signed_up.enrolment
    for each in rest:
        if isinstance(each.form, PostedForm):
            enrolment = each.form.apply(enrolment, each, programme("oows")).enrolment
    assert enrolment.status == "open"


def test_every_type_has_an_example() -> None:
    assert {event["type"] for event in examples()} == {
        f"{PREFIX}{name}.v1" for name in (*FORMS, *MENDING_FORMS)
    }


def test_an_assessment_is_shown_with_each_of_its_forms() -> None:
    shown = [event["data"] for event in examples() if event["type"] == f"{PREFIX}assessed.v1"]
    assert {data["form"] for data in shown if isinstance(data, dict)} == {"P2", "P2.1", "wheel", "recovery"}


@pytest.mark.parametrize("name", sorted((*FORMS, *MENDING_FORMS)))
def test_every_field_of_a_form_is_described_with_what_it_is_for(name: str) -> None:
    """Nothing is taken in that nobody reads: every field, of every part too, stands in a row whose last
    column says which rule, figure or answer reads it."""
    rows = [
        line.split("|")[1:-1] for line in section(EVENTS, f"### `{name}`").splitlines() if line[:1] == "|"
    ]
    purposes = {
        field: cells[2].strip()
        for cells in rows
        if len(cells) == 3
        for field in re.findall(r"`([a-z_]+)`", cells[0] + cells[1])
    }
    forms: tuple[type[BaseModel], ...] = FORMS[name] if name in FORMS else (MENDING_FORMS[name],)
    fields = {field for form in forms for field in fields_of(form)}
    assert {field for field in fields if not purposes.get(field)} == set()


def fields_of(part: type[BaseModel]) -> Iterator[str]:
    """Walk the fields of a form and of its parts."""
    for name, field in part.model_fields.items():
        yield field.alias or name
        for inner in parts_in(field.annotation):
            yield from fields_of(inner)


def parts_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Find the parts that a field holds, alone, in a list or by word."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from parts_in(inner)


def test_a_field_that_nobody_reads_would_be_seen() -> None:
    assert set(fields_of(Registration)) > {"given_name", "seen_by", "never_through_employer", "may_be_told"}


def test_every_refusal_of_an_event_is_explained() -> None:
    said = section(EVENTS, "## When an event is rejected")
    codes = {
        each.code
        for module in (refusals, event_limits)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
    }
    assert {code for code in codes if f"`{code}`" not in said} == set()


def words() -> list[tuple[str, str]]:
    """Every word of the shared vocabulary with the class it belongs to."""
    classes = [each for each in vars(vocabulary).values() if isinstance(each, type)]
    own = [each for each in classes if issubclass(each, StrEnum) and each is not StrEnum]
    return [(each.__name__, str(word)) for each in own for word in each]


def test_every_shared_word_is_in_the_glossary() -> None:
    said = LANGUAGE.read_text()
    assert [f"{of}: {word}" for of, word in words() if f"`{word}`" not in said] == []


def test_the_readme_shows_three_calls_and_posts_one_good_event() -> None:
    shown = [block for block in blocks(README, "sh") if "curl" in block]
    assert sum(block.count("curl ") for block in shown) == 3
    [body] = re.findall(r"-d '(\{.*?\})'$", "\n".join(shown), re.DOTALL | re.MULTILINE)
    read(json.loads(body), organisation=CAIS, now=LATER, keys=KEYS)
