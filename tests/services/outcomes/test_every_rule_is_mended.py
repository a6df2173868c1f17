"""Every rule of data quality: a mess is made through the door, found, mended through the door, and gone."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from services.outcomes.domain.quality.every_rule import remedy_of, rules_of
from services.outcomes.domain.quality.repeated_records import SECOND_OPEN_RECORD
from services.outcomes.permissions import WHO_CAN_MEND
from services.outcomes.programmes import all_programmes
from services.participants.commands.batch import Accepted
from shared.messaging.fact import Fact
from tests.histories.in_memory_participants import PROVIDER, InMemoryParticipants
from tests.services.outcomes.conftest import Ask, Figures, Tell
from tests.services.outcomes.messes import ACHIEVED, EXIT, MESSES, SOMEBODY_ELSE, SUBJECT, Event


def accepted(door: InMemoryParticipants, events: Sequence[Event]) -> tuple[list[Fact], UUID]:
    """What is announced of events, and the enrolment of the last one."""
    before, outcomes = len(door.facts), door.post(*events)
    for event, outcome in zip(events, outcomes, strict=True):
        assert isinstance(outcome, Accepted), (event, outcome)
    last = outcomes[-1]
    assert isinstance(last, Accepted)
    return list(door.facts[before:]), last.enrolment


@pytest.mark.parametrize(
    ("rule", "told_too"),
    [("outcome-before-registration", [EXIT]), ("exit-before-start", [ACHIEVED])],
)
@pytest.mark.parametrize("table", ["outcomes-by-lot", "progress-against-targets"])
async def test_what_impossible_dates_keep_from_being_claimed_is_left_out_until_it_is_mended(
    rule: str, told_too: Sequence[Event], table: str, tell: Tell, figures: Figures
) -> None:
    mess = MESSES[rule]()
    door = InMemoryParticipants(SUBJECT, first_id=20_000 + 10 * list(MESSES).index(rule) + 1000 * len(table))
    facts, _ = accepted(door, [*mess.posted, *({**each, "id": str(uuid4())} for each in told_too)])

    async def counted() -> tuple[int, int]:
        found = await figures(PROVIDER, table)
        left_out = {each["rule"]: each["records"] for each in found["left_out"]}
        claims = sum(row.get("Total", row.get("recorded", 0)) for row in found["rows"])
        return claims, left_out.get(rule, 0)

    claims, left_out = await counted()
    await tell(*facts)
    assert await counted() == (claims, left_out + 1)
    facts, _ = accepted(door, mess.mends)
    await tell(*facts)
    assert await counted() == (claims + 1, left_out)


def test_every_rule_has_a_mess() -> None:
    assert {*MESSES, SECOND_OPEN_RECORD} == {*rules_of(all_programmes().values())}


@pytest.mark.parametrize("rule", MESSES)
async def test_what_breaks_a_rule_is_found_and_what_the_rule_names_mends_it(
    rule: str, tell: Tell, ask: Ask
) -> None:
    mess = MESSES[rule]()
    assert mess.mends[-1]["type"].split(".")[3] in remedy_of(rule).mended_by
    door = InMemoryParticipants(SUBJECT, SOMEBODY_ELSE, first_id=10_000 + 10 * list(MESSES).index(rule))
    facts, enrolment = accepted(door, mess.posted)
    await tell(*facts)

    async def found() -> list[dict[str, object]]:
        page = await ask(PROVIDER, "data-quality", rule=rule, limit="500", **{"as-of": mess.on.isoformat()})
        return [
            each
            for record in page["items"]
            if record["enrolment"] == str(enrolment)
            for each in record["findings"]
        ]

    [finding] = await found()
    assert finding["mended_by"] == list(remedy_of(rule).mended_by)
    assert finding["who_can"] == list(WHO_CAN_MEND)
    facts, mended = accepted(door, mess.mends)
    assert mended == enrolment
    await tell(*facts)
    assert await found() == []
