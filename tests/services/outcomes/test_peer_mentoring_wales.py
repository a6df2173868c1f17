"""What Peer Mentoring Wales lets be claimed of what its providers post (handbook 5, R0 to R10)."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts_of_events import REGISTERED, SOURCE, Posted, Told
from tests.services.outcomes.test_claiming import the_claims

JOINED: Final = replace(
    REGISTERED,
    on=date(2011, 1, 10),
    data={
        **REGISTERED.data,
        "programme": "pmw",
        "lot": "Powys (Competitiveness)",
        "consent": {"to_take_part": True, "given_on": "2011-01-10"},
    },
)
LEARNING: Final = "further-learning"


def achieved(kind: str, on: date, **more: Any) -> Posted:
    said = {"kind": kind, "evidence": "mentor_verified", **more}
    return Posted(f"{kind}-{on}", "achievement-recorded", on, said)


def led_to(event: Posted) -> dict[str, str]:
    return {"source": SOURCE, "id": event.id}


def chosen(category: str, on: date, reason: str = "Further behind its target") -> Posted:
    return Posted(f"chosen-{on}", "outcome-chosen", on, {"category": category, "reason": reason})


JOB: Final = achieved("paid_work", date(2011, 5, 2))
COURSE: Final = achieved("education_or_training", date(2011, 3, 7))


async def claimed(tell: Tell, ask: Ask, *events: Posted) -> dict[str, str]:
    """The rule of each standing decision, by category; that of a claim stands after a plus."""
    told = Told()
    await tell(*told.facts([JOINED, *events]))
    return {
        category: ("+" if each["decision"] == "claimed" else "") + each["rule"].rpartition("/")[2]
        for category, each in (await the_claims(ask, told)).items()
    }


async def test_the_interview_that_led_to_the_job_is_not_claimed_beside_it(tell: Tell, ask: Ask) -> None:
    interview = achieved("job_interview", date(2011, 4, 20), led_to=led_to(JOB))
    assert await claimed(tell, ask, interview, JOB) == {
        "employment": "+since-registration",
        "other-positive": "not-if-led-to-exit-outcome",
    }


async def test_an_interview_for_another_job_is_claimed_beside_it(tell: Tell, ask: Ask) -> None:
    assert await claimed(tell, ask, achieved("job_interview", date(2011, 4, 20)), JOB) == {
        "employment": "+since-registration",
        "other-positive": "+since-registration",
    }


async def test_of_learning_and_a_job_the_provider_chooses_and_can_change_its_mind(
    tell: Tell, ask: Ask
) -> None:
    told = Told()
    # a file that learning has closed can still be told of a job
    history = [JOINED, COURSE, JOB]
    facts = told.facts(history)
    await tell(*facts)
    waiting = await the_claims(ask, told)
    assert {each["decision"] for each in waiting.values()} == {"refused"}
    assert {each["rule"].rpartition("/")[2] for each in waiting.values()} == {"exit-outcome-awaits-choice"}

    history.append(chosen("employment", date(2011, 6, 1)))
    await tell(*told.facts(history)[len(facts) :])
    first = await the_claims(ask, told)
    assert {category: each["decision"] for category, each in first.items()} == {
        LEARNING: "refused",
        "employment": "claimed",
    }

    facts = told.facts(history)
    history.append(chosen(LEARNING, date(2011, 9, 1), "The quarter's figures say otherwise"))
    await tell(*told.facts(history)[len(facts) :])
    second = await the_claims(ask, told)
    assert {category: each["decision"] for category, each in second.items()} == {
        LEARNING: "claimed",
        "employment": "refused",
    }
    page = await ask(told.provider, "claims", enrolment=str(told.enrolment), category="employment")
    assert [each["withdrawn_because"] for each in page["items"] if each["decision"] == "claimed"] == [
        "pmw/employment/exit-outcome-another-was-chosen"
    ]


async def test_a_choice_holds_over_a_restatement(tell: Tell, ask: Ask) -> None:
    told, history = Told(), [JOINED, COURSE, JOB, chosen("employment", date(2011, 6, 1))]
    await tell(*told.facts(history))
    await tell(told.restated([JOINED, replace(COURSE, on=date(2011, 3, 8)), *history[2:]], 1))
    claims = await the_claims(ask, told)
    assert {category: each["decision"] for category, each in claims.items()} == {
        LEARNING: "refused",
        "employment": "claimed",
    }


async def test_other_positives_of_whatever_kind_are_one_claim_that_rests_on_the_first(
    tell: Tell, ask: Ask
) -> None:
    told = Told()
    events = (
        achieved("non_accredited_course", date(2011, 6, 6)),
        achieved("part_qualification", date(2011, 2, 1)),
        achieved("volunteering", date(2011, 4, 1)),
        achieved("non_accredited_course", date(2011, 7, 7)),
    )
    await tell(*told.facts([JOINED, *events]))
    claim = (await the_claims(ask, told))["other-positive"]
    assert (claim["decision"], claim["part"], claim["counted_on"]) == (
        "claimed",
        "part_qualification",
        "2011-02-01",
    )


@pytest.mark.parametrize(
    ("on", "rule"),
    [(date(2011, 3, 31), "kind-not-counted-yet"), (date(2011, 4, 1), "+since-registration")],
)
async def test_work_of_few_hours_counts_from_the_day_on_which_it_was_added(
    tell: Tell, ask: Ask, on: date, rule: str
) -> None:
    assert await claimed(tell, ask, achieved("part_time_work", on)) == {"other-positive": rule}


async def test_a_claim_waits_for_a_mentors_word_and_is_made_when_it_comes(tell: Tell, ask: Ask) -> None:
    said = achieved("qualification", date(2011, 2, 2), evidence="self_reported")
    assert await claimed(tell, ask, said) == {"qualification": "awaits-evidence"}
    seen = achieved("qualification", date(2011, 2, 9))
    assert await claimed(tell, ask, said, seen) == {"qualification": "+since-registration"}


async def test_an_exit_outcome_closes_the_file_that_day(tell: Tell, ask: Ask) -> None:
    told = Told()
    facts = told.facts([JOINED, JOB])
    assert [fact.type.split(".")[3] for fact in facts] == ["registered", "achievement-recorded", "exited"]
    await tell(*facts)
    stays = await ask(
        told.provider, "aggregates/status-and-duration", programme="pmw", **{"as-of": "2011-05-02"}
    )
    [powys] = [row for row in stays["rows"] if row["lot"] == JOINED.data["lot"]]
    assert (powys["planned_exit_pct"], powys["live_pct"], powys["mean_days"]) == (100, 0, 112)
