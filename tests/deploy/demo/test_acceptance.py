"""Every event of the demonstration can follow from those before it: the forms themselves refuse none."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from pydantic import TypeAdapter

from deploy.demo.event_log import NAMESPACE
from deploy.demo.programme import Demonstration
from services.participants.domain.enrolment import Enrolment, Status
from services.participants.forms.posted_event import PostedEvent, PostedForm
from services.participants.forms.registered import Registration
from services.participants.forms.registry import FORMS, data_type
from services.participants.programmes import programme as rules_of
from shared.clock import date_in_wales
from tests.deploy.demo.recount import Body

TODAY = date(2026, 11, 28)


@pytest.fixture(scope="session")
def enrolments(programme: Demonstration) -> dict[str, Enrolment]:
    """How each person's enrolment stands after everything that is posted of them, mendings left out."""
    referred = {plan.key: plan.body["person"] for plan in programme.referrals}
    forms: dict[str, TypeAdapter[PostedForm]] = {name: TypeAdapter(data_type(name)) for name in FORMS}
    found: dict[str, Enrolment] = {}
    for system in programme.systems:
        for each in system.events:
            kind = each["type"].split(".")[3]
            if kind not in forms:
                continue
            data = dict(each["data"])
            identity = data.get("person") or referred.get(data.get("referral", ""), {})
            data |= {"referral": str(UUID(int=0))} if kind == "registered" and "referral" in data else {}
            form = forms[kind].validate_python(data)
            event = _posted(each, kind, form)
            if isinstance(form, Registration):
                found[event.subject] = _registered(event, form, identity)
            else:
                for subject in (event.subject, *data.get("also_came", ())):
                    step = form.apply(found[subject], event._replace(subject=subject), rules_of("oows"))
                    found[subject] = step.enrolment
    return found


def _posted(each: Body, kind: str, form: PostedForm) -> PostedEvent:
    time = datetime.fromisoformat(each["time"])
    return PostedEvent(
        id=each["id"],
        record_id=UUID(each["id"]),
        kind=kind,
        subject=each["subject"],
        programme=None,
        time=time,
        local_date=date_in_wales(time),
        posted_on=TODAY,
        form=form,
        raw_data=b"",
        fingerprint=b"",
        derive_id=lambda *names: uuid5(NAMESPACE, "/".join(names)),
    )


def _registered(event: PostedEvent, form: Registration, identity: dict[str, Any]) -> Enrolment:
    id = uuid5(NAMESPACE, event.subject)
    step = form.register(
        event,
        rules_of("oows"),
        provider=NAMESPACE,
        identity=identity,
        shares_work_outcome=False,
        enrolment_id=id,
        participant_id=id,
        ni_number_is_known=False,
    )
    return step.enrolment


def test_no_event_is_refused_for_what_came_before_it(enrolments: dict[str, Enrolment]) -> None:
    assert len(enrolments) == 8406


def test_whoever_disengaged_had_the_three_strikes(enrolments: dict[str, Enrolment]) -> None:
    """[3.100-3.104]: two calls on different days, a letter, and no reply before day 8."""
    gone = [each for each in enrolments.values() if each.left and each.left.reason == "disengaged"]
    assert len(gone) > 1_000
    for each in gone:
        assert each.left is not None
        closes_from = rules_of("oows").disengaged_from(each)
        assert closes_from is not None
        assert each.left.on is None or closes_from <= each.left.on


def test_files_are_open_suspended_and_closed(enrolments: dict[str, Enrolment]) -> None:
    assert {each.status for each in enrolments.values()} == {Status.OPEN, Status.SUSPENDED, Status.CLOSED}
