"""The status six months after leaving and the claim that rests on it say the same, whatever was found and in
whatever order it was told (handbook 2, 3)."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.outcomes.commands import fact_mapping
from services.outcomes.domain.claims import decide
from services.outcomes.domain.decision import Decision
from services.outcomes.domain.enrolment import Enrolment
from services.participants.commands.batch import Accepted
from shared.contracts.participant import ParticipantRegistered
from tests.histories.in_memory_participants import InMemoryParticipants
from tests.services.outcomes.domain.builders import OOWS
from tests.services.participants.conftest import a_registration, an_event

DUE = date(2018, 2, 28)
LEFT = {"left_on": "2017-08-31", "kind": "planned", "reason": "support_received"}
FOUND = st.tuples(
    st.sampled_from(["in_work", "not_in_work", "not_followed_up"]),
    st.integers(-16, 31).map(lambda days: DUE + timedelta(days=days)),
)


def claim_of(door: InMemoryParticipants) -> Decision | None:
    """What outcomes decides about work at six months, from what it is told."""
    registered, *later = door.facts
    assert isinstance(registered, ParticipantRegistered)
    enrolment: Enrolment = fact_mapping.registered(registered)
    for fact in later:
        enrolment = fact_mapping.after(enrolment, fact)  # type: ignore[arg-type]
    return next((each for each in decide(OOWS, enrolment, []) if each.category == "employment-6m"), None)


@settings(max_examples=500, deadline=None)
@given(st.lists(FOUND, max_size=4))
def test_work_is_claimed_where_it_is_the_status_and_on_the_same_day(found: list[tuple[str, date]]) -> None:
    door = InMemoryParticipants("S1")
    told = (
        an_event("followed-up", "S1", {"status": status, "observed_on": on.isoformat()})
        for status, on in found
    )
    outcomes = door.post(a_registration("S1"), an_event("exited", "S1", LEFT), *told)
    assert all(isinstance(each, Accepted) for each in outcomes)
    status, claim = door.enrolment.follow_up, claim_of(door)
    in_time = [on for each, on in found if each != "not_followed_up" and -14 <= (on - DUE).days <= 28]
    if claim is not None and claim.claimed:
        assert status == ("in_work", claim.dates["observed_on"])
    elif in_time:
        assert status is not None
        assert status.status == "not_in_work"
    elif found:
        assert status is not None
        assert status.observed_on == max(on for _, on in found)
        assert tuple(status) in found
    else:
        assert status is None
