"""For any life and any mending of it, everybody who was told of both stands where they would stand had they
been told right from the start."""

from collections.abc import Sequence
from datetime import date
from typing import cast
from uuid import UUID

from hypothesis import given, settings

from services.employers.commands.follow_participation import after as participation_after
from services.employers.domain.participation import Participation
from services.participants.commands.batch import Accepted
from services.referrals.commands import follow_enrolment
from services.referrals.domain.referral import Progress, Referral, Status
from shared.contracts.mentoring_summary import summarise
from shared.contracts.participant import EnrolmentFact, MentoringFact
from shared.contracts.participant_restated import MentoringSummary, ParticipantRestated
from shared.messaging.fact import Fact
from tests.histories.histories import REFERRAL, SUBJECT, Event, MendedLife, mended_lives
from tests.histories.in_memory_participants import InMemoryParticipants
from tests.services.referrals.domain.test_referral import a_referral

ACCEPTED_ON = date(2017, 3, 1)


def told(events: Sequence[Event]) -> InMemoryParticipants:
    door = InMemoryParticipants(SUBJECT, referrals=[REFERRAL])
    for event, outcome in zip(events, door.post(*events), strict=True):
        assert isinstance(outcome, Accepted), (event, outcome, getattr(outcome, "details", None))
    return door


def mentoring(facts: Sequence[Fact]) -> MentoringSummary:
    """Add up facts of mentoring as a reader does: a restatement holds all that was told before it."""
    summary = MentoringSummary()
    for fact in facts:
        if isinstance(fact, ParticipantRestated):
            summary = fact.mentoring
        elif isinstance(fact, MentoringFact):
            summary = summarise([fact], before=summary)
    return summary


def participation(facts: Sequence[Fact]) -> Participation | None:
    known: Participation | None = None
    for fact in facts:
        if not isinstance(fact, MentoringFact):
            known = participation_after(known, cast(EnrolmentFact, fact))
    return known


def referral(facts: Sequence[Fact]) -> tuple[Status, UUID | None, Progress, date]:
    state: Referral = a_referral(status=Status.ACCEPTED, moved_on=ACCEPTED_ON)
    for fact in facts:
        if isinstance(fact, ParticipantRestated):
            state = follow_enrolment.restated(state, fact, Status.ACCEPTED, ACCEPTED_ON)[-1]
        else:
            state = follow_enrolment.after(state, cast(EnrolmentFact, fact))
    return state.status, state.enrolment_id, state.progress, state.moved_on


@settings(max_examples=2000, deadline=None)
@given(mended_lives())
def test_everybody_stands_where_the_right_records_lead(life: MendedLife) -> None:
    right, mended = told(life.right), told(life.posted)
    assert mended.enrolment._replace(restatement=0) == right.enrolment
    assert mentoring(mended.facts) == mentoring(right.facts)
    assert participation(mended.facts) == participation(right.facts)
    assert referral(mended.facts) == referral(right.facts)
