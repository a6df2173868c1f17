"""A mess for every rule of data quality, as a provider could post it, and what mends it the same way."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from shared.contracts.vocabulary import Indicator
from tests.services.outcomes.facts import ANSWERED
from tests.services.participants.conftest import a_registration, an_event
from tests.services.participants.mending import a_change, a_person_correction, an_amendment

Event = dict[str, Any]
SUBJECT, SOMEBODY_ELSE = "D-1", "D-2"


class Mess(NamedTuple):
    """What is posted, after which the record breaks the rule; and after which it does so no more. The record
    is that of the subject of the last event that mends. `on` is the day as of which it is asked."""

    posted: Sequence[Event]
    mends: Sequence[Event]
    on: date = date(2017, 8, 31)


def _registered(**different: Any) -> Event:
    return a_registration(SUBJECT, **different)


def _posted(kind: str, day: str, /, **data: Any) -> Event:
    return an_event(kind, SUBJECT, data, time=f"{day}T10:00:00+00:00")


def _with(event: Event, **data: Any) -> Event:
    """An amendment by which the record says something else."""
    return an_amendment(SUBJECT, a_change(event, data={**event["data"], **data}))


def _without(event: Event) -> Event:
    return an_amendment(SUBJECT, a_change(event, withdrawn=True))


def _amended(event: Event, before: Sequence[Event] = (), **right: Any) -> Mess:
    return Mess([_registered(), *before, event], [_with(event, **right)])


def _withdrawn(event: Event, *before: Event) -> Mess:
    return Mess([_registered(), *before, event], [_without(event)])


def _registered_wrongly(wrong: Mapping[str, Any]) -> Mess:
    """Mended by the registration as it should have been."""
    event = _registered(**wrong)
    return Mess([event], [an_amendment(SUBJECT, a_change(event, data=_registered()["data"]))])


def _a_wrong_person(wrong: Mapping[str, Any], right: Mapping[str, Any], **different: Any) -> Mess:
    person = {**_registered()["data"]["person"], **wrong}
    return Mess([_registered(person=person, **different)], [a_person_correction(SUBJECT, **right)])


def _left(**different: Any) -> Event:
    data = {"left_on": "2017-05-01", "kind": "unplanned", "reason": "disengaged", "soft_outcomes": _ASKED}
    told = {name: value for name, value in {**data, **different}.items() if value is not None}
    return _posted("exited", "2017-05-01", **told)


def _achieved(kind: str, on: str) -> Event:
    return _posted("achievement-recorded", "2017-08-20", kind=kind, achieved_on=on)


def _contacted(on: str) -> Event:
    return _posted("contact-recorded", on, kind="phone")


def _active(**different: Any) -> Event:
    data = {"kind": "group", "started_on": "2017-05-20", "hours": 2, **different}
    return _posted("activity-recorded", "2017-05-20", **data)


def _same_ni_number() -> Mess:
    person = {**_registered()["data"]["person"], "national_insurance_number": "QQ123456C"}
    other = a_registration(SOMEBODY_ELSE, person=person)
    right = a_person_correction(SUBJECT, national_insurance_number="QQ123457C")
    return Mess([other, _registered(person=person)], [right])


def _without_a_family_name() -> Mess:
    person = {**_registered()["data"]["person"]}
    person.pop("family_name")
    return Mess([_registered(person=person)], [a_person_correction(SUBJECT, family_name="Prys")])


_ASKED: Final = {name.value: {"change": "better"} for name in Indicator}
_ELIGIBLE: Final = _registered()["data"]["eligibility"]
_NEEDS: Final = {
    "form": "P2",
    "work_history": "Cook",
    "qualification": "none",
    "main_substance": "alcohol",
    "length_of_dependency": "never",
    "recent_use": "abstinent",
    "motivation": 4,
}
_RISKS: Final = {
    "risks_to_self": "None known",
    "risks_to_others": "None known",
    "violence_against_women": "no",
    "mitigations": "None needed",
    "who_may_know": ["M-7"],
    "review_on": "2017-09-01",
}

EXIT: Final = _left()
ACHIEVED: Final = _achieved("certificate", "2017-05-10")
"""What beside the mess is needed for something to be claimed."""

MESSES: Final[Mapping[str, Callable[[], Mess]]] = {
    "future-date": lambda: _amended(
        _posted("contact-recorded", "2017-04-01", kind="phone", contacted_on="2199-01-10"),
        contacted_on="2017-04-01",
    ),
    "activity-dates-out-of-order": lambda: _amended(_active(ended_on="2017-05-02"), ended_on="2017-05-20"),
    "suspension-dates-out-of-order": lambda: _amended(
        _posted("resumed", "2017-04-20", resumed_on="2017-04-01"),
        [_posted("suspended", "2017-04-10", suspended_on="2017-04-10")],
        resumed_on="2017-04-20",
    ),
    "return-dates-out-of-order": lambda: _amended(
        _posted("rejoined", "2017-06-01", rejoined_on="2017-04-01"), [_left()], rejoined_on="2017-06-01"
    ),
    "exit-before-start": lambda: _amended(_left(left_on="2017-01-01"), left_on="2017-05-01"),
    "leaver-without-exit-date": lambda: _amended(_left(left_on=None), left_on="2017-05-01"),
    "exit-date-without-kind": lambda: _amended(_left(kind=None), kind="unplanned"),
    "exit-kind-and-reason-disagree": lambda: _amended(_left(kind="planned", reason="died"), kind="unplanned"),
    "contact-after-exit": lambda: Mess(
        [_registered(), _left(), _contacted("2017-06-01")],
        [_posted("rejoined", "2017-06-02", rejoined_on="2017-06-01")],
    ),
    "contact-after-death": lambda: _withdrawn(_contacted("2017-06-01"), _left(reason="died")),
    "outcome-before-registration": lambda: _amended(
        _achieved("certificate", "2017-01-01"), achieved_on="2017-04-01"
    ),
    "outcome-outside-window": lambda: _amended(
        _achieved("paid_work", "2017-08-01"), [_left()], achieved_on="2017-05-10"
    ),
    "perhaps-told-twice": lambda: _withdrawn(
        _achieved("certificate", "2017-04-01"), _achieved("certificate", "2017-04-01")
    ),
    "job-search-when-not-inactive": lambda: Mess(
        [
            _registered(eligibility={**_ELIGIBLE, "labour_market": "long_term_unemployed"}),
            _achieved("job_search", "2017-04-01"),
        ],
        [
            _posted(
                "corrected",
                "2017-08-21",
                field="labour_market",
                value="economically_inactive",
                reason="Mistyped",
                author="M-7",
            )
        ],
    ),
    "education-outcome-at-25-plus": lambda: Mess(
        [_registered(), _achieved("education_or_training", "2017-04-01")],
        [a_person_correction(SUBJECT, date_of_birth="1998-05-01")],
    ),
    "strand-against-date-of-birth": lambda: _a_wrong_person(
        {}, {"date_of_birth": "1998-05-01"}, strand="16-24"
    ),
    "postcode-outside-lot": lambda: _a_wrong_person({"postcode": "CF10 1AA"}, {"postcode": "LL18 1AA"}),
    "same-ni-number": _same_ni_number,
    "ni-number-malformed": lambda: _a_wrong_person(
        {"national_insurance_number": "QQ12"}, {"national_insurance_number": "QQ123456C"}
    ),
    "ni-number-without-suffix": lambda: _a_wrong_person(
        {"national_insurance_number": "QQ123456"}, {"national_insurance_number": "QQ123456C"}
    ),
    "lot-and-authority-make-no-operation": lambda: _registered_wrongly(
        {"lot": "Dyfed", "local_authority": "W06000015"}
    ),
    "registration-before-programme": lambda: _registered_wrongly({"registered_on": "2016-08-31"}),
    "eligibility-not-met": lambda: _registered_wrongly(
        {"eligibility": {**_ELIGIBLE, "on_another_funded_programme": "yes"}}
    ),
    "missing-characteristic": lambda: Mess(
        [_registered()], [_posted("assessed", "2017-03-10", form="P2.1", **ANSWERED)]
    ),
    "incomplete-p1": _without_a_family_name,
    "incomplete-p2": lambda: Mess(
        [_registered(), _posted("assessed", "2017-03-10", form="P2")],
        [_posted("assessed", "2017-03-20", **_NEEDS)],
    ),
    "incomplete-p2-2": lambda: Mess(
        [_registered(), _posted("risk-assessed", "2017-03-10")],
        [_posted("risk-assessed", "2017-03-20", **_RISKS)],
    ),
    "incomplete-p4-1": lambda: _amended(_left(reason=None), reason="disengaged"),
    "soft-outcomes-missing": lambda: _amended(_left(soft_outcomes=None), soft_outcomes=_ASKED),
    "no-contact-for-60-days": lambda: Mess([_registered()], [_contacted("2017-05-20")], date(2017, 6, 1)),
    "no-activity-hours-for-60-days": lambda: Mess([_registered()], [_active()], date(2017, 6, 1)),
    "no-activity-hours-at-all": lambda: Mess([_registered(), _left(left_on="2017-08-01")], [_active()]),
    "six-month-status-due": lambda: Mess(
        [_registered(), _left()],
        [_posted("followed-up", "2017-11-02", status="not_in_work", observed_on="2017-11-01")],
        date(2018, 1, 31),
    ),
    "over-29-months": lambda: Mess([_registered()], [_left(left_on="2019-03-01")], date(2019, 12, 31)),
}
"""By rule. A second open record of one person takes two programmes: it is tried in `test_mending.py`."""
