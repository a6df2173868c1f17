"""Maps what is known of an enrolment beyond what is counted and searched to the JSON it is stored in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from services.outcomes.domain.enrolment import DateFault, Enrolment, Exit, FollowUp


@dataclass(frozen=True, slots=True)
class History:
    """The parts of an `Enrolment` by the same names."""

    is_eligible: bool
    may_be_followed_up: bool
    flags: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    exit: Exit | None
    earlier_exits: tuple[Exit, ...]
    follow_ups: tuple[FollowUp, ...]
    date_faults: tuple[DateFault, ...]
    choices: Mapping[str, str]


def of(enrolment: Enrolment) -> dict[str, Any]:
    """What is stored of an enrolment. What is empty is left out: most of it is, most of the time."""
    history = {
        "is_not_eligible": not enrolment.is_eligible,
        "may_not_be_followed_up": not enrolment.may_be_followed_up,
        "flags": enrolment.flags,
        "missing": enrolment.missing,
        "exit": _exit(enrolment.exit) if enrolment.exit else None,
        "earlier_exits": [_exit(each) for each in enrolment.earlier_exits],
        "follow_ups": [[each.status, each.observed_on, each.evidence] for each in enrolment.follow_ups],
        "date_faults": [tuple(each) for each in enrolment.date_faults],
        "choices": dict(enrolment.choices),
    }
    return {name: value for name, value in history.items() if value}


def read(stored: str) -> History:
    """The history in stored JSON text."""
    history: dict[str, Any] = orjson.loads(stored)
    left = history.get("exit")
    return History(
        is_eligible="is_not_eligible" not in history,
        may_be_followed_up="may_not_be_followed_up" not in history,
        flags=tuple(history.get("flags", ())),
        missing={form: tuple(lacks) for form, lacks in history.get("missing", {}).items()},
        exit=_read_exit(left) if left else None,
        earlier_exits=tuple(_read_exit(each) for each in history.get("earlier_exits", ())),
        follow_ups=tuple(_read_follow_ups(history.get("follow_ups", ()))),
        date_faults=tuple(
            DateFault(rule, date.fromisoformat(since), about)
            for rule, since, about in history.get("date_faults", ())
        ),
        choices=history.get("choices", {}),
    )


def _exit(left: Exit) -> dict[str, Any]:
    return {
        "recorded_on": left.recorded_on,
        "left_on": left.left_on,
        "kind": left.kind,
        "reason": left.reason,
        "soft_outcomes": left.soft_outcomes,
        "soft_outcomes_on": left.soft_outcomes_on,
    }


def _read_exit(stored: Mapping[str, Any]) -> Exit:
    return Exit(
        recorded_on=date.fromisoformat(stored["recorded_on"]),
        left_on=_day(stored["left_on"]),
        kind=stored["kind"],
        reason=stored["reason"],
        soft_outcomes=stored["soft_outcomes"],
        soft_outcomes_on=_day(stored["soft_outcomes_on"]),
    )


def _read_follow_ups(stored: Iterable[Any]) -> Iterable[FollowUp]:
    for status, observed_on, evidence in stored:
        yield FollowUp(status, date.fromisoformat(observed_on), evidence)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
