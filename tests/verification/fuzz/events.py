"""Events that a provider's system could post and must not get in: wrong in their data, their envelope, or for
the state that the person's record is in."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from services.participants.forms.registry import FORMS
from tests.services.participants.conftest import a_registration
from tests.verification.fuzz.case import Case, Json, an_event, encoded, event_case
from tests.verification.fuzz.fields import Form
from tests.verification.fuzz.world import World

LATE = ("2999-01-01T00:00:00+01:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59")
EARLY = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "1899-12-31T23:59:59Z")


def cases(world: World) -> Iterator[Case]:
    yield from wrong_data(world)
    yield from wrong_envelopes(world)
    yield from not_objects(world)
    yield from nested(world)
    yield from exhausting(world)
    yield from not_now(world)
    yield from not_theirs(world)


def wrong_data(world: World) -> Iterator[Case]:
    """Every form with one field wrong."""
    for kind, shapes in FORMS.items():
        for shape in shapes:
            for broken in Form(shape, world.canaries, null_is_left_out=True).broken():
                name = f"{kind} {shape.__name__}: {broken.what}"
                event = an_event(name, kind, "OPEN-1", broken.body)
                pointer = "/data" + "".join(f"/{part}" for part in broken.path)
                yield event_case(name, world, event, "invalid", pointer)


def wrong_envelopes(world: World) -> Iterator[Case]:
    """A form that is good, in an envelope that is not."""
    word, number = world.canaries.word, world.canaries.ni_number
    no_text: tuple[Any, ...] = (
        ...,
        None,
        7,
        True,
        [],
        {},
        "",
        "a\x00b",
        "a\r\nb",
        " ",
        "é",
        word() + "x" * 200,
    )
    wrong: dict[str, tuple[Any, ...]] = {
        "specversion": (..., None, 1.0, "0.3", "2", "", [], word()),
        "id": (*no_text, f"{word()} {number()}"),
        "source": no_text,
        "type": no_text,
        "subject": (*no_text, word() + " " + word(), "../etc/passwd", f"{word()}' OR 1=1 --", "x" * 65),
        "time": (
            ..., None, 7, 1488794400, "1488794400", "20170306", "", "yesterday", word(), [], {}, True,
            "2017-03-06", "2017-03-06T10:00:00", "2017-03-06 10:00:00Z", "2017-02-30T10:00:00Z",
            "0000-01-01T00:00:00Z", "2017-03-06T25:00:00Z", "2017-03-06T10:00:00+25:00",
            "10000-01-01T00:00:00Z",
            "2017-03-06T10:00:00 Europe/London", "2017-03-06T10:00:00Z\x00",
        ),
        "data": (..., None, 7, word(), [], True, [{}]),
        "datacontenttype": (7, "text/xml", "", word()),
    }  # fmt: skip
    for field, values in wrong.items():
        for value in values:
            name = f"envelope: {field} is {str(value)[:40]!r}"
            event = an_event(name, "suspended", "OPEN-1", {}, **{field: value})
            yield event_case(name, world, event, "invalid", f"/{field}", is_named=field != "id")
    for code, times in {"time-in-future": LATE, "invalid": EARLY}.items():
        for time in times:
            name = f"envelope: time is {time}"
            event = an_event(name, "suspended", "OPEN-1", {}, time=time)
            yield event_case(name, world, event, code, "/time")
    prefix = "cymru.dolen.participant."
    for kind in (
        "cymru.dolen.participant.suspended.v2", "cymru.dolen.participant.suspended", f"{prefix}SUSPENDED.v1",
        "cymru.dolen.referral.accepted.v1", f"{prefix}employed-at-6-months.v1", f"{prefix}followed-up.v1.v1",
        f"{prefix}eligibility-decided.v1", prefix + word().lower() + ".v1", word(), "*", "suspended",
        f"{prefix}.v1",
    ):  # fmt: skip
        name = f"envelope: type {kind}"
        event = an_event(name, "suspended", "OPEN-1", {}, type=kind)
        yield event_case(name, world, event, "unknown-type", "/type")


def not_objects(world: World) -> Iterator[Case]:
    """JSON that is no event at all."""
    values: tuple[Any, ...] = (
        None,
        True,
        7,
        world.canaries.word(),
        [],
        {},
        [[]],
        [{}],
        {world.canaries.either(): {}},
    )
    for value in values:
        yield event_case(f"an event is {str(value)[:20]!r}", world, value, "invalid", is_named=False)


def nested(world: World) -> Iterator[Case]:
    """Deeper than any form, and not so deep that it could not be read."""
    for depth in (100, 255, 300, 900):
        for field in ("data", "kanari"):
            name = f"{depth} levels in {field}"
            event = an_event(name, "resumed", "OPEN-1", {}, **{field: "here"})
            deep = b'{"a":' * depth + b"1" + b"}" * depth
            body = encoded(event).replace(b'"here"', deep)
            code, pointer = ("not-suspended", None) if field == "kanari" else ("invalid", "/data")
            if depth > 250:
                code, pointer = "invalid", ""
            yield event_case(name, world, event, code, pointer, body=body)


def exhausting(world: World) -> Iterator[Case]:
    """More than a form could ever hold, to be refused before it is validated."""
    word = world.canaries.word
    for count in (21, 100, 400, 490):
        unknown = {f"{word()}{number}": number for number in range(count)}
        name = f"{count} unknown fields"
        yield event_case(name, world, an_event(name, "suspended", "OPEN-1", unknown), "invalid", "/data")
    for count in (500, 2_000):
        for field in ("data", "kanari"):
            name = f"{count} fields in {field}"
            fields = {f"{word()}{number}": number for number in range(count)}
            event = an_event(name, "resumed", "OPEN-1", {}, **{field: {"a": [fields]}})
            yield event_case(name, world, event, "too-many-fields")
    for count in (10_000, 150_000):
        name = f"{count} fields that are too large"
        event = an_event(name, "suspended", "OPEN-1", {f"{word()}{number}": 1 for number in range(count)})
        yield event_case(name, world, event, "event-too-large")
    name = "a note that is too large"
    event = an_event(name, "suspended", "OPEN-1", {"note": word() + "x" * 65_536})
    yield event_case(name, world, event, "event-too-large")


def not_now(world: World) -> Iterator[Case]:
    """Good forms that the state of the record, or a rule, does not allow."""
    exited: Json = {"left_on": "2018-02-01", "kind": "planned", "reason": "employment"}
    told: tuple[tuple[str, str, str, Json, str, str | None], ...] = (
        ("suspended twice", "suspended", "REST-1", {}, "already-suspended", None),
        ("resumed but never suspended", "resumed", "OPEN-1", {}, "not-suspended", None),
        ("resumed after leaving", "resumed", "LEFT-1", {}, "not-suspended", None),
        ("rejoined but never left", "rejoined", "OPEN-1", {}, "not-left", None),
        ("followed up but never left", "followed-up", "OPEN-1", {"status": "in_work"}, "not-left", None),
        ("left twice", "exited", "LEFT-1", exited, "already-left", None),
        ("suspended after leaving", "suspended", "LEFT-1", {}, "already-left", None),
        ("mentor after leaving", "mentor-allocated", "LEFT-1", {"mentor": "M-1"}, "already-left", None),
        ("plan after leaving", "action-plan-agreed", "LEFT-1", {"goals": ["Work"]}, "already-left", None),
        (
            "intensity after leaving", "intensity-changed", "LEFT-1", {"intensity": "red", "reason": "x"},
            "already-left", None,
        ),
        (
            "corrected to a value that is none", "corrected", "OPEN-1",
            {"field": "gender", "value": world.canaries.word(), "reason": "x", "author": "M. Jones"},
            "unknown-value", "/data/value",
        ),
    )  # fmt: skip
    for name, kind, subject, data, code, pointer in told:
        yield event_case(name, world, an_event(name, kind, subject, data), code, pointer)
    refused: dict[str, tuple[Json, str, str | None]] = {
        "somebody is registered": ({}, "already-registered", None),
        "no such programme": ({"programme": "Kanari-1"}, "unknown-programme", "/data/programme"),
        "no such authority": (
            {"local_authority": "W06999999"}, "unknown-local-authority", "/data/local_authority",
        ),
        "no person": ({"person": None}, "person-missing", "/data/person"),
        "neither birth nor strand": (
            {"person": {"given_name": world.canaries.word(), "family_name": world.canaries.word()}},
            "strand-unknown", "/data/person/date_of_birth",
        ),
        "a child": (
            {"person": {"given_name": "A", "family_name": "B", "date_of_birth": "2010-01-01"}},
            "outside-age-range", "/data/person/date_of_birth",
        ),
        "born after registration": (
            {"person": {"given_name": "A", "family_name": "B", "date_of_birth": "2150-01-01"}},
            "outside-age-range", "/data/person/date_of_birth",
        ),
    }  # fmt: skip
    for name, (differences, code, pointer) in refused.items():
        subject = "OPEN-1" if code == "already-registered" else "NEW-1"
        event = an_event(
            f"registered: {name}", "registered", subject, a_registration(subject, **differences)["data"]
        )
        yield event_case(f"registered: {name}", world, event, code, pointer)
    for what, differences in {
        "subject": {"subject": "REST-1"},
        "data": {"data": world.event["data"] | {"lot": "Powys"}},
        "time": {"time": "2017-03-07T10:00:00+00:00"},
        "type": {"type": "cymru.dolen.participant.suspended.v1", "data": {}},
    }.items():
        name = f"an id that was used, with another {what}"
        yield event_case(name, world, world.event | differences, "event-id-reused", "/id")


def not_theirs(world: World) -> Iterator[Case]:
    """Another organisation's people and referrals, which look like none."""
    for kind, shapes in FORMS.items():
        if kind == "registered":
            continue
        good = Form(shapes[0], world.canaries).good()
        for subject in ("THEIRS-1", "NOBODY-1", world.canaries.word()):
            name = f"{kind} of {subject}"
            event = an_event(name, kind, subject, good)
            yield event_case(name, world, event, "subject-unknown", "/subject", retry=True)
    for whose in ("their referral", "referral", "declined", "returned", "nobody's"):
        referral = world.ids.get(whose) or str(uuid4())
        for person in (None, world.person()):
            name = f"registered by {whose} referral {'without' if person is None else 'with'} a person"
            data = a_registration("NEW-1", referral=referral, person=person)["data"]
            event = an_event(name, "registered", "NEW-1", data)
            yield event_case(name, world, event, "referral-unknown", "/data/referral", retry=True)
