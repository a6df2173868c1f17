"""A referral makes only the listed moves, and only those it is for make them (handbook 4)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.referrals.domain.referral import (
    UNDECIDED,
    Decline,
    PartnerId,
    Progress,
    Referral,
    ReferralId,
    Stage,
    Status,
)
from services.referrals.domain.refusals import AlreadyDecided, NotYours, SameLot
from services.referrals.domain.turnround import Deadline

JOBCENTRE, CAIS, BAROD = (PartnerId(UUID(int=n)) for n in (1, 2, 3))
MONDAY = date(2018, 3, 5)
DUE = Deadline(date(2018, 3, 19), "oows/decision-within-10-working-days")
NO = Decline("provider", "not_stable", None, "Community team", date(2018, 9, 1))
DECIDED = [status for status in Status if status not in UNDECIDED]


def a_referral(**differences: Any) -> Referral:
    referral = Referral(
        id=ReferralId(UUID(int=9)),
        reference="R-00000-00009",
        programme="oows",
        referrer=JOBCENTRE,
        provider=CAIS,
        lot="North Wales",
        source="jobcentre_plus",
        made_on=MONDAY,
        moved_on=MONDAY,
        received_at=datetime(2018, 3, 5, 9, tzinfo=UTC),
        decision_due=DUE,
    )
    return replace(referral, **differences)


@pytest.mark.parametrize("status", sorted(UNDECIDED))
def test_an_undecided_referral_can_be_accepted(status: Status) -> None:
    accepted = a_referral(status=status).accept(by=CAIS, on=MONDAY)
    assert (accepted.status, accepted.decided_on, accepted.version) == (Status.ACCEPTED, MONDAY, 2)


@pytest.mark.parametrize("status", DECIDED)
def test_a_decided_referral_is_not_decided_again(status: Status) -> None:
    referral = a_referral(status=status)
    with pytest.raises(AlreadyDecided) as refused:
        referral.accept(by=CAIS, on=MONDAY)
    assert refused.value.details == {"state": status}
    with pytest.raises(AlreadyDecided):
        referral.decline(NO, by=CAIS, on=MONDAY)
    with pytest.raises(AlreadyDecided):
        referral.return_for_information("Address?", by=CAIS, on=MONDAY)
    with pytest.raises(AlreadyDecided):
        referral.redirect(by=CAIS, on=MONDAY, lot="Powys", provider=BAROD, decision_due=DUE)


@pytest.mark.parametrize("stranger", [BAROD, JOBCENTRE])
def test_only_the_provider_asked_can_decide(stranger: PartnerId) -> None:
    with pytest.raises(NotYours):
        a_referral().accept(by=stranger, on=MONDAY)


def test_a_declined_referral_says_who_why_what_instead_and_from_when() -> None:
    declined = a_referral().decline(NO, by=CAIS, on=MONDAY)
    assert (declined.status, declined.decline_details) == (Status.DECLINED, NO)


def test_a_redirected_referral_is_the_other_lots_to_decide() -> None:
    redirected = a_referral().redirect(by=CAIS, on=MONDAY, lot="Powys", provider=BAROD, decision_due=DUE)
    with pytest.raises(NotYours):
        redirected.accept(by=CAIS, on=MONDAY)
    assert redirected.accept(by=BAROD, on=MONDAY).status is Status.ACCEPTED


def test_a_referral_is_not_redirected_to_its_own_lot() -> None:
    with pytest.raises(SameLot):
        a_referral().redirect(by=CAIS, on=MONDAY, lot="North Wales", provider=CAIS, decision_due=DUE)


def test_only_the_referrer_answers_what_was_asked() -> None:
    returned = a_referral().return_for_information("Address?", by=CAIS, on=MONDAY)
    with pytest.raises(NotYours):
        returned.answer(by=CAIS, on=MONDAY, decision_due=DUE)
    answered = returned.answer(by=JOBCENTRE, on=MONDAY, decision_due=DUE)
    assert (answered.status, answered.questions) == (Status.RECEIVED, None)


def test_what_was_not_returned_cannot_be_answered() -> None:
    with pytest.raises(AlreadyDecided):
        a_referral().answer(by=JOBCENTRE, on=MONDAY, decision_due=DUE)


@pytest.mark.parametrize("status", [*sorted(UNDECIDED), Status.ACCEPTED])
def test_a_referral_can_be_withdrawn_until_the_person_is_registered(status: Status) -> None:
    assert (
        a_referral(status=status).withdraw(by=JOBCENTRE, on=MONDAY, on_behalf_of="person").status
        is Status.WITHDRAWN
    )


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.DECLINED, Status.WITHDRAWN])
def test_a_closed_referral_cannot_be_withdrawn(status: Status) -> None:
    with pytest.raises(AlreadyDecided):
        a_referral(status=status).withdraw(by=JOBCENTRE, on=MONDAY, on_behalf_of="person")


def test_the_referrer_learns_of_work_only_with_the_persons_agreement() -> None:
    silent = a_referral(progress=Progress(Stage.LEFT, may_share_work=False))
    agreed = a_referral(progress=Progress(Stage.LEFT, may_share_work=True))
    assert silent.found_work(on=MONDAY) is silent
    assert agreed.found_work(on=MONDAY).progress.into_work is True


def test_a_person_who_comes_back_is_taking_part_again() -> None:
    left = a_referral(status=Status.REGISTERED).left(on=MONDAY)
    assert left.came_back(on=MONDAY).progress.stage is Stage.TAKING_PART


def test_only_an_undecided_referral_is_overdue() -> None:
    late = date(2018, 3, 20)
    assert a_referral().is_overdue(late)
    assert not a_referral(status=Status.ACCEPTED).is_overdue(late)
    assert not a_referral().is_overdue(DUE.on)
