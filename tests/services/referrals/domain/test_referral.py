"""A referral makes only the listed moves, and only those it is for make them (handbook 4)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.referrals.domain.clock import Pause, PauseReason
from services.referrals.domain.referral import (
    TAKEN_ON,
    UNDECIDED,
    Decline,
    PartnerId,
    Progress,
    Referral,
    ReferralId,
    Stage,
    Status,
)
from services.referrals.domain.refusals import AlreadyDecided, BeforeLastMove, NotYours, SameLot
from services.referrals.domain.turnround import Deadline

JOBCENTRE, CAIS, BAROD = (PartnerId(UUID(int=n)) for n in (1, 2, 3))
MONDAY = date(2018, 3, 5)
DUE = Deadline(date(2018, 3, 19), "oows/decision-within-10-working-days")
NO = Decline("provider", "not_stable", None, "Community team", date(2018, 9, 1))
DECIDED = [status for status in Status if status not in UNDECIDED]
OVER = [status for status in DECIDED if status not in TAKEN_ON]
SOON = Deadline(date(2018, 3, 7), "oows/first-contact-within-2-working-days")


def same(referral: Referral) -> Deadline:
    return referral.decision_due


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
    if differences.get("status") is Status.RETURNED:
        differences = {"pauses": (Pause(PauseReason.RETURNED, MONDAY),), **differences}
    return replace(referral, **differences)


@pytest.mark.parametrize("status", sorted(UNDECIDED))
def test_an_undecided_referral_can_be_accepted(status: Status) -> None:
    accepted = a_referral(status=status).accept(by=CAIS, on=MONDAY, contact_due=SOON)
    assert (accepted.status, accepted.decided_on, accepted.version) == (Status.ACCEPTED, MONDAY, 2)


@pytest.mark.parametrize("status", DECIDED)
def test_a_decided_referral_is_not_decided_again(status: Status) -> None:
    referral = a_referral(status=status)
    with pytest.raises(AlreadyDecided) as refused:
        referral.accept(by=CAIS, on=MONDAY, contact_due=SOON)
    assert refused.value.details == {"state": status}
    with pytest.raises(AlreadyDecided):
        referral.return_for_information("Address?", by=CAIS, on=MONDAY)
    with pytest.raises(AlreadyDecided):
        referral.redirect(by=CAIS, on=MONDAY, lot="Powys", provider=BAROD, decision_due=DUE)


@pytest.mark.parametrize("status", sorted(UNDECIDED | TAKEN_ON))
def test_no_can_be_said_until_the_person_is_registered(status: Status) -> None:
    declined = a_referral(status=status, decided_on=MONDAY).decline(NO, by=CAIS, on=date(2018, 3, 20))
    assert (declined.status, declined.decided_on, declined.moved_on) == (
        Status.DECLINED, MONDAY, date(2018, 3, 20)
    )  # fmt: skip


@pytest.mark.parametrize("status", OVER)
def test_no_is_not_said_again_nor_of_who_takes_part(status: Status) -> None:
    with pytest.raises(AlreadyDecided):
        a_referral(status=status).decline(NO, by=CAIS, on=MONDAY)


def test_a_move_does_not_come_before_the_last_one() -> None:
    referral = a_referral()
    referral.check_follows(MONDAY, pointer="/decided_on")
    with pytest.raises(BeforeLastMove):
        referral.check_follows(date(2018, 3, 4), pointer="/decided_on")


@pytest.mark.parametrize("stranger", [BAROD, JOBCENTRE])
def test_only_the_provider_asked_can_decide(stranger: PartnerId) -> None:
    with pytest.raises(NotYours):
        a_referral().accept(by=stranger, on=MONDAY, contact_due=SOON)


def test_a_declined_referral_says_who_why_what_instead_and_from_when() -> None:
    declined = a_referral().decline(NO, by=CAIS, on=MONDAY)
    assert (declined.status, declined.decline_details) == (Status.DECLINED, NO)


def test_a_redirected_referral_is_the_other_lots_to_decide() -> None:
    redirected = a_referral().redirect(by=CAIS, on=MONDAY, lot="Powys", provider=BAROD, decision_due=DUE)
    with pytest.raises(NotYours):
        redirected.accept(by=CAIS, on=MONDAY, contact_due=SOON)
    assert redirected.accept(by=BAROD, on=MONDAY, contact_due=SOON).status is Status.ACCEPTED


def test_a_referral_is_not_redirected_to_its_own_lot() -> None:
    with pytest.raises(SameLot):
        a_referral().redirect(by=CAIS, on=MONDAY, lot="North Wales", provider=CAIS, decision_due=DUE)


def test_only_the_referrer_answers_what_was_asked() -> None:
    returned = a_referral().return_for_information("Address?", by=CAIS, on=MONDAY)
    with pytest.raises(NotYours):
        returned.answer(by=CAIS, on=MONDAY, resumes=same)
    answered = returned.answer(by=JOBCENTRE, on=MONDAY, resumes=same)
    assert (answered.status, answered.questions) == (Status.RECEIVED, None)


def test_what_was_not_returned_cannot_be_answered() -> None:
    with pytest.raises(AlreadyDecided):
        a_referral().answer(by=JOBCENTRE, on=MONDAY, resumes=same)


@pytest.mark.parametrize("status", sorted(UNDECIDED | TAKEN_ON))
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


def test_an_undecided_referral_is_overdue_the_day_after_a_decision_was_due() -> None:
    late = date(2018, 3, 20)
    assert a_referral().is_overdue(late)
    assert not a_referral(status=Status.ACCEPTED).is_overdue(late)
    assert not a_referral().is_overdue(DUE.on)


def test_what_waits_for_its_referrer_is_not_overdue_and_both_see_the_pause() -> None:
    returned = a_referral().return_for_information("Address?", by=CAIS, on=date(2018, 3, 8))
    assert not returned.is_overdue(date(2018, 6, 1))
    answered = returned.answer(by=JOBCENTRE, on=date(2018, 3, 12), resumes=same)
    [decision] = answered.clocks
    assert decision.pauses == (Pause(PauseReason.RETURNED, date(2018, 3, 8), date(2018, 3, 12)),)


def test_who_was_taken_on_is_overdue_until_contact_was_attempted() -> None:
    accepted = a_referral().accept(by=CAIS, on=MONDAY, contact_due=SOON)
    late = date(2018, 3, 8)
    assert (accepted.is_overdue(SOON.on), accepted.is_overdue(late)) == (False, True)
    allocated = accepted.allocate(by=CAIS, on=MONDAY)
    assert allocated.is_overdue(late)
    rung = allocated.attempt_contact(by=CAIS, on=late)
    again = rung.attempt_contact(by=CAIS, on=date(2018, 3, 15))
    for each in (rung, again):
        assert each.clocks[1].stopped_on == late
        assert not each.is_overdue(date(2019, 1, 1))


def test_nobody_is_rung_in_prison() -> None:
    released = date(2018, 4, 3)
    accepted = a_referral(released_on=released).accept(by=CAIS, on=MONDAY, contact_due=SOON)
    assert accepted.clocks[1].pauses == (Pause(PauseReason.IN_PRISON, MONDAY, released),)


@pytest.mark.parametrize("status", sorted(UNDECIDED))
def test_nobody_is_rung_before_the_decision(status: Status) -> None:
    with pytest.raises(AlreadyDecided):
        a_referral(status=status).attempt_contact(by=CAIS, on=MONDAY)
