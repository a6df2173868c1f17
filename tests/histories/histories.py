"""Draws lives of people, and mistakes in them with their mending: what was posted, and what should have
been."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from tests.services.participants.conftest import a_registration, an_event
from tests.services.participants.mending import a_change, a_person_correction, an_amendment

SUBJECT = "H1"
REFERRAL = UUID(int=77)
START = datetime(2017, 3, 6, 10, tzinfo=UTC)
BORN, WRONGLY_BORN = "1985-05-01", "1999-05-01"

Event = dict[str, Any]

_DATES = st.dates(date(2017, 3, 6), date(2019, 12, 31)).map(date.isoformat)
_ANYTIME: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "contact-recorded": st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["phone", "letter", "face_to_face"]),
            "contacted_on": st.none() | _DATES,
            "attendance": st.sampled_from(["attended", "did_not_attend"]),
        }
    ),
    "activity-recorded": st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["group", "accredited_course"]),
            "course": st.sampled_from([None, "cscs"]),
            "started_on": st.none() | _DATES,
            "ended_on": st.none() | _DATES,
            "result": st.sampled_from([None, "completed", "dropped_out"]),
            "hours": st.integers(0, 8),
        }
    ),
    "appointment-made": st.fixed_dictionaries(
        {"appointment": st.just("a"), "planned_on": _DATES, "kind": st.just("phone")}
    ),
    "referred-on": st.fixed_dictionaries({"to": st.sampled_from(["dentist", "housing"])}),
    "consent-changed": st.fixed_dictionaries(
        {
            "consent": st.sampled_from(
                ["share_work_outcome_with_referrer", "follow_up", "employer_matching", "evaluation"]
            ),
            "given": st.booleans(),
            "changed_on": st.none() | _DATES,
        }
    ),
    "achievement-recorded": st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["paid_work", "self_employment", "qualification", "volunteering"]),
            "achieved_on": _DATES,
            "evidence": st.sampled_from(["self_reported", "third_party_document"]),
        }
    ),
    "assessed": st.one_of(
        st.fixed_dictionaries(
            {
                "form": st.just("P2.1"),
                "gender": st.sampled_from(["female", "male", "not_known"]),
                "labour_market": st.sampled_from(["unemployed", "economically_inactive"]),
                "difference": st.just({"kind": "disclosure", "reason": "Told later", "author": "M-7"}),
            }
        ),
        st.fixed_dictionaries(
            {
                "form": st.sampled_from(["P2", "recovery"]),
                "recent_use": st.sampled_from(["abstinent", "many_lapses"]),
            }
        ),
        st.fixed_dictionaries(
            {"form": st.just("recovery"), "relapsed": st.sampled_from(["yes", "no", "not_known"])}
        ),
        st.fixed_dictionaries({"form": st.just("wheel"), "cv": st.integers(1, 10)}),
    ),
    "corrected": st.fixed_dictionaries(
        {
            "field": st.just("condition"),
            "value": st.sampled_from(["both", "mental_health_only"]),
            "reason": st.just("Mistyped"),
            "author": st.just("M-7"),
        }
    ),
    "no-longer-ready": st.just({}),
    "risk-assessed": st.fixed_dictionaries({"assessed_on": _DATES, "review_on": _DATES}),
}
"""What can be told whatever the state of the file."""
_EXITS = st.fixed_dictionaries(
    {
        "left_on": st.none() | _DATES,
        "kind": st.sampled_from(["planned", "unplanned"]),
        "reason": st.sampled_from(["employment", "withdrew", "died"]),  # "disengaged" has to wait for strikes
    }
)
_WHILE_NOT_CLOSED: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "mentor-allocated": st.fixed_dictionaries({"mentor": st.sampled_from(["M-1", "M-2"])}),
    "action-plan-agreed": st.just({"goals": ["Work outdoors"]}),
    "intensity-changed": st.fixed_dictionaries(
        {"intensity": st.sampled_from(["red", "green"]), "reason": st.just("New")}
    ),
    "exited": _EXITS,
}
_READY = st.fixed_dictionaries(
    {
        "agreed_on": st.none() | _DATES,
        "from": st.none() | _DATES,
        "agreed_by_participant": st.just(True),
        "agreed_by_mentor": st.just(True),
        "kinds": st.just(["paid_job"]),
        "certificates": st.sampled_from([[], ["cscs"], [{"kind": "first_aid", "expires_on": "2019-01-01"}]]),
    }
)
_BY_STATE: dict[str, dict[str, st.SearchStrategy[dict[str, Any]]]] = {
    "open": {**_WHILE_NOT_CLOSED, "suspended": st.just({}), "ready-for-placement": _READY},
    "suspended": {**_WHILE_NOT_CLOSED, "resumed": st.fixed_dictionaries({"resumed_on": _DATES})},
    "closed": {
        "rejoined": st.fixed_dictionaries({"rejoined_on": _DATES}),
        "followed-up": st.fixed_dictionaries(
            {
                "status": st.sampled_from(["in_work", "not_in_work", "not_followed_up"]),
                "observed_on": _DATES,
            }
        ),
    },
}
_MOVES = {"suspended": "suspended", "resumed": "open", "exited": "closed", "rejoined": "open"}
_FORMS = {**_ANYTIME, **{kind: form for forms in _BY_STATE.values() for kind, form in forms.items()}}


class MendedLife(NamedTuple):
    """A life as it was, in the order in which it happened, and as it was posted: with mistakes, and with the
    mending of all of them on the way."""

    right: list[Event]
    posted: list[Event]


@st.composite
def mended_lives(draw: st.DrawFn) -> MendedLife:
    """Draw a life of up to 10 events. Up to the mending any of them may be wrong, and others told that never
    happened; what follows is told right."""
    right = _life(draw)
    last = draw(st.integers(1, len(right)))
    posted: list[Event] = []
    changes: list[list[Event]] = []
    for event in right[:last]:
        wrong = _wrong(draw, event) if draw(st.booleans()) else event
        posted.append(wrong)
        amended = {name: event[name] for name in ("data", "time") if wrong[name] != event[name]}
        if "data" in amended and event["type"].endswith("registered.v1"):
            amended["data"] = {name: it for name, it in event["data"].items() if name != "person"}
        if amended:
            changes.append([a_change(event, **amended)])
        if invented := _invented(draw, len(posted), event["time"], state_after=posted):
            posted += invented
            changes.append([a_change(each, withdrawn=True) for each in reversed(invented)])
    if draw(st.booleans()):
        posted[0] = _born(posted[0], WRONGLY_BORN)
        posted.append(a_person_correction(SUBJECT, date_of_birth=BORN))
    posted += _mendings(draw, changes)
    return MendedLife(right, posted + right[last:])


def _life(draw: st.DrawFn) -> list[Event]:
    at, state, events = START, "open", [_registration(draw)]
    for place in range(draw(st.integers(0, 9))):
        at += timedelta(days=draw(st.integers(0, 60)))
        kind = draw(st.sampled_from(sorted({**_ANYTIME, **_BY_STATE[state]})))
        events.append(_event(kind, draw(_FORMS[kind]), at, f"right-{place}"))
        state = _MOVES.get(kind, state)
    return events


def _registration(draw: st.DrawFn) -> Event:
    consent: dict[str, Any] = {"to_take_part": True, "given_on": "2017-03-06"}
    consent["employer_matching"] = {"given": draw(st.booleans())}
    shares = draw(st.booleans())
    event = a_registration(
        SUBJECT,
        **draw(_PLACES),
        referral=str(REFERRAL),
        registered_on=draw(_DATES),
        consent={**consent, "share_work_outcome_with_referrer": shares},
    )
    return {**event, "id": "registration", "time": START.isoformat()}


_PLACES = st.sampled_from(
    [
        {"lot": "North Wales", "local_authority": "W06000004"},
        {"lot": "Dyfed", "local_authority": "W06000009"},
    ]
)


def _born(event: Event, on: str) -> Event:
    person = {**event["data"]["person"], "date_of_birth": on}
    return {**event, "data": {**event["data"], "person": person}}


def _event(kind: str, data: dict[str, Any], at: datetime, id: str) -> Event:
    told = {name: value for name, value in data.items() if value is not None}
    return an_event(kind, SUBJECT, told, id=id, time=at.isoformat())


def _wrong(draw: st.DrawFn, event: Event) -> Event:
    """Draw the same event with another form, or another time, or both."""
    kind = event["type"].split(".")[3]
    if kind == "registered":
        other = _registration(draw)
        return {**other, "data": {**other["data"], "person": event["data"]["person"]}}
    data = {name: value for name, value in draw(_FORMS[kind]).items() if value is not None}
    days = draw(st.integers(-400, 400)) if draw(st.booleans()) else 0
    time = max(datetime.fromisoformat(event["time"]) + timedelta(days=days), START)
    return {**event, "data": data, "time": time.isoformat()}


def _invented(draw: st.DrawFn, place: int, time: str, *, state_after: list[Event]) -> list[Event]:
    """Draw what never happened and disturbs nothing that follows: it leaves the file in its state."""
    at, state = datetime.fromisoformat(time), "open"
    for event in state_after:
        state = _MOVES.get(event["type"].split(".")[3], state)
    if not draw(st.booleans()):
        return []
    if state == "closed":
        kinds = ["rejoined", "exited"]
    elif state == "open" and draw(st.booleans()):
        kinds = draw(st.sampled_from([["exited", "rejoined"], ["suspended", "resumed"]]))
    else:
        kinds = [draw(st.sampled_from(sorted(_ANYTIME)))]
    return [_event(kind, draw(_FORMS[kind]), at, f"invented-{place}-{kind}") for kind in kinds]


def _mendings(draw: st.DrawFn, changes: list[list[Event]]) -> list[Event]:
    """Mend all at once, or one after another in any order; times together, because each moves a record past
    others."""
    if not changes:
        return []
    if draw(st.booleans()):
        return [_mending([change for each in changes for change in each], 0)]
    moved = [change for each in changes for change in each if "time" in change]
    steps = [each for each in changes if "time" not in each[0]] + ([moved] if moved else [])
    return [_mending(each, place) for place, each in enumerate(draw(st.permutations(steps)))]


def _mending(changes: list[Event], place: int) -> Event:
    return an_amendment(SUBJECT, *changes, id=f"mending-{place}", time="2020-01-01T10:00:00+00:00")
