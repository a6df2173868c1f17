"""What one event, and one batch, may cost: each limit at its boundary, and what is not done beyond it."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

from services.participants.forms.posted_event import PostedEvent
from services.participants.forms.registry import FORMS
from services.participants.schemas.event_bodies import BatchTooLarge, BatchUnreadable, split
from services.participants.schemas.event_limits import (
    LARGEST_EVENT,
    MOST_ERRORS,
    MOST_FIELDS,
    MOST_REFUSALS,
    BatchAbandoned,
    EventTooLarge,
    TooManyFields,
    names_in,
)
from services.participants.schemas.event_results import result
from services.participants.schemas.intake import Event, Misshapen, read_events
from shared.clock import now
from shared.refusal import Refusal
from tests.services.participants.conftest import Posting, a_registration, an_event
from tests.shared.kit import a_key_ring

KEYS = a_key_ring()

Outcomes = list[PostedEvent | Refusal]


def outcomes(*events: Any) -> Outcomes:
    return [outcome for _, outcome in read_batch(b"[" + b",".join(map(as_sent, events)) + b"]")]


def read_batch(body: bytes) -> list[tuple[str | None, PostedEvent | Refusal]]:
    return list(read_events(split(body, batch=True), organisation="a provider", now=now(), keys=KEYS))


def as_sent(event: Any) -> bytes:
    return event if isinstance(event, bytes) else orjson.dumps(event)


def an_event_of(size: int) -> bytes:
    """A good event of so many bytes, most of them in an extension that is ignored."""
    event = orjson.dumps(an_event("suspended", "A", {}, extension=""))
    padded = event.replace(b'"extension":""', b'"extension":"' + b"x" * (size - len(event)) + b'"')
    assert len(padded) == size
    return padded


def an_event_with(fields: int, nest: Callable[[dict[str, int]], Any]) -> dict[str, Any]:
    """A good event with so many fields, those inside an extension included."""
    bare = an_event("suspended", "A", {}, extension=nest({}))
    spare = fields - len(bare) - (len(bare["extension"]) if isinstance(bare["extension"], dict) else 0)
    return {**bare, "extension": nest({f"f{number}": number for number in range(spare)})}


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every event that pydantic is asked to validate."""
    asked: list[bytes] = []
    validate = BaseModel.model_validate_json.__func__  # type: ignore[attr-defined]

    def recorded(shape: type[BaseModel], /, document: bytes, **how: Any) -> Any:
        asked.append(document)
        return validate(shape, document, **how)

    monkeypatch.setattr(Event, "model_validate_json", classmethod(recorded))
    return asked


async def test_380_000_unknown_fields_are_refused_and_their_neighbours_accepted(
    post: Posting, validated: list[bytes]
) -> None:
    huge = an_event("suspended", "A", {f"f{number}": 1 for number in range(380_000)})
    first, between, last = await post(
        a_registration("A"), huge, an_event("contact-recorded", "A", {"kind": "phone"})
    )
    assert (first["status"], last["status"]) == ("accepted", "accepted")
    assert (between["id"], between["problem"]["code"]) == (huge["id"], "event-too-large")
    assert (between["problem"]["status"], between["problem"]["retry"]) == (413, False)
    assert len(validated) == 2


def test_an_event_may_have_64_kib_and_not_a_byte_more() -> None:
    just, more = outcomes(an_event_of(LARGEST_EVENT), an_event_of(LARGEST_EVENT + 1))
    assert isinstance(just, PostedEvent)
    assert isinstance(more, EventTooLarge)


@pytest.mark.parametrize("over", [0, 1])
def test_an_event_by_itself_has_the_same_limit(over: int) -> None:
    body = an_event_of(LARGEST_EVENT + over)
    [(id_, outcome)] = read_events(split(body, batch=False), organisation="a provider", now=now(), keys=KEYS)
    assert id_ == orjson.loads(body)["id"]
    assert isinstance(outcome, EventTooLarge if over else PostedEvent)


@pytest.mark.parametrize("batch", [True, False])
@pytest.mark.parametrize(
    "body",
    [b"{" * 70_000, b"[" * 70_000, b'[{"a": "' + b"x" * 70_000, b'{"a":' * 70_000],
    ids=["no object", "open lists", "half a text", "open objects"],
)
def test_what_is_too_large_and_no_json_is_unreadable(body: bytes, batch: bool) -> None:
    with pytest.raises(BatchUnreadable):
        list(read_events(split(body, batch=batch), organisation="a provider", now=now(), keys=KEYS))


@pytest.mark.parametrize("id_", [7, None, "two words", {"a": 1}, ["a"], "é"])
def test_an_id_that_is_none_is_not_repeated_of_an_event_that_is_too_large(id_: Any) -> None:
    [(told, outcome)] = read_batch(orjson.dumps([{"id": id_, "note": "x" * LARGEST_EVENT}]))
    assert told is None
    assert isinstance(outcome, EventTooLarge)


@pytest.mark.parametrize(
    "nest",
    [
        lambda fields: fields,
        lambda fields: {"a": {"b": fields}} if fields else {"a": 1, "b": 1},
        lambda fields: [[fields], "text: with: colons"],
        lambda fields: [{name: value} for name, value in fields.items()],
    ],
    ids=["flat", "in objects", "in lists", "one by one"],
)
def test_an_event_may_have_500_fields_and_not_one_more(nest: Callable[[dict[str, int]], Any]) -> None:
    just, more = outcomes(an_event_with(MOST_FIELDS, nest), an_event_with(MOST_FIELDS + 1, nest))
    assert isinstance(just, PostedEvent)
    assert isinstance(more, TooManyFields)


def test_colons_in_text_are_no_fields() -> None:
    [outcome] = outcomes(an_event("suspended", "A", {"note": ":" * (MOST_FIELDS + 1)}))
    assert isinstance(outcome, PostedEvent)


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("where", ["data", "a part"])
def test_hundreds_of_unknown_names_are_found_without_validating(
    kind: str, where: str, validated: list[bytes]
) -> None:
    unknown = {f"f{number}": number for number in range(400)}
    [outcome] = outcomes(an_event(kind, "A", unknown if where == "data" else {"person": unknown}))
    assert isinstance(outcome, Misshapen)
    assert len(outcome.errors) == MOST_ERRORS
    assert validated == []
    told = problem(outcome)["errors"]
    assert {each["code"] for each in told} == {"extra_forbidden"}
    pointer = "/data/person" if (kind, where) == ("registered", "a part") else "/data"
    assert {each["pointer"] for each in told} == {pointer}


@pytest.mark.parametrize("forms", FORMS.values(), ids=FORMS)
def test_no_form_has_a_part_with_free_names_or_objects_in_a_list(forms: tuple[type[BaseModel], ...]) -> None:
    """The names of a form are compared with what was sent, which such a part would defeat."""
    for form in forms:
        unread: list[Any] = [form.model_json_schema()]
        while unread:
            part = unread.pop()
            if isinstance(part, dict):
                assert not part.get("additionalProperties") or "propertyNames" in part
                assert "$ref" not in str(part.get("items")) or "object" not in str(part.get("items"))
                unread.extend(part.values())
            elif isinstance(part, list):
                unread.extend(part)
        assert {field.alias or name for name, field in form.model_fields.items()} <= names_in(form)


def problem(outcome: Refusal) -> dict[str, Any]:
    said: dict[str, Any] = result(None, outcome, "en")["problem"]
    return said


def test_20_of_21_mistakes_are_told() -> None:
    [form] = FORMS["exited"]
    indicators = form.model_json_schema()["$defs"]["Indicator"]["enum"]
    wrong = {name: {"change": 1, "baseline": "x"} for name in indicators[:10]}
    [outcome] = outcomes(an_event("exited", "A", {"kind": 7, "soft_outcomes": wrong}))
    assert isinstance(outcome, Misshapen)
    told = problem(outcome)["errors"]
    assert len(outcome.errors) == MOST_ERRORS + 1
    assert len(told) == MOST_ERRORS


def test_ten_unknown_names_and_a_wrong_value_are_told_as_ever() -> None:
    unknown = {f"f{number}": 1 for number in range(10)}
    [outcome] = outcomes(an_event("exited", "A", {"kind": 7, **unknown}))
    assert isinstance(outcome, Misshapen)
    assert [(each["pointer"], each["code"]) for each in problem(outcome)["errors"]] == [
        ("/data/kind", "enum"),
        ("/data", "extra_forbidden"),
    ]


async def test_the_rest_of_a_batch_is_abandoned_after_100_refusals(
    post: Posting, validated: list[bytes]
) -> None:
    wrong = [an_event("suspended", "A", {"unknown": 1}) for _ in range(MOST_REFUSALS)]
    late = an_event("contact-recorded", "A", {"kind": "phone"})
    first, *refused, abandoned = await post(a_registration("A"), *wrong, late)
    assert first["status"] == "accepted"
    assert {each["problem"]["code"] for each in refused} == {"invalid"}
    assert (abandoned["id"], abandoned["problem"]["code"]) == (late["id"], "batch-abandoned")
    assert abandoned["problem"]["retry"] is True
    assert len(validated) == 1 + MOST_REFUSALS
    [again] = await post(late)
    assert again["status"] == "accepted"


def test_99_refusals_abandon_nothing() -> None:
    wrong = [an_event("suspended", "A", {"unknown": 1}) for _ in range(MOST_REFUSALS - 1)]
    *_, last = outcomes(*wrong, an_event("suspended", "A", {}))
    assert isinstance(last, PostedEvent)


def test_what_is_abandoned_is_not_looked_at() -> None:
    *_, last = outcomes(*[{}] * MOST_REFUSALS, b'{"id": "e-1", "data": "\xff"}')
    assert isinstance(last, BatchAbandoned)


def test_the_parts_of_a_batch_that_are_no_json_sink_it() -> None:
    for broken in (b'"\xff"', b"1e999999", b'"\xed\xa0\x80"'):
        with pytest.raises(BatchUnreadable):
            outcomes(an_event("suspended", "A", {}), b'{"data": ' + broken + b"}")


def test_a_batch_holds_1_000_events_and_not_one_more() -> None:
    assert len(split(b"[" + b"1," * 999 + b"1]", batch=True)) == 1000
    for count in (1000, 100_000):
        with pytest.raises(BatchTooLarge):
            split(b"[" + b"1," * count + b"1]", batch=True)
        with pytest.raises(BatchUnreadable):
            split(b"[" + b"1," * count + b"]", batch=True)


@pytest.mark.parametrize("body", [b"[]", b" [ ] \n"])
def test_a_batch_of_nothing_has_no_results(body: bytes) -> None:
    assert read_batch(body) == []


def test_an_event_keeps_its_fingerprint_whatever_the_order_of_its_keys_and_the_space_between() -> None:
    event = an_event("suspended", "A", {"note": "x", "reason": "other"})
    spaced = orjson.dumps(dict(reversed(event.items())), option=orjson.OPT_INDENT_2)
    one, other = outcomes(event, spaced)
    assert isinstance(one, PostedEvent)
    assert isinstance(other, PostedEvent)
    assert one.fingerprint == other.fingerprint
