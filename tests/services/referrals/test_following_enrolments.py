"""What a referrer sees of the people it sent, in whatever order the facts arrive."""

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.vocabulary import AchievementKind
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.referrals.conftest import Partners, Sent
from tests.services.referrals.facts import achieved, consented, exited, registered, rejoined


async def progress_of(
    referrals: Running, headers: dict[str, str], referral: dict[str, Any]
) -> dict[str, Any]:
    seen = await referrals.client.get(f"/v1/referrals/{referral['id']}", headers=headers)
    progress: dict[str, Any] = seen.json()["progress"]
    return progress


async def pending(referrals: Running, enrolment: UUID) -> int:
    async with referrals.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        count: int = await connection.fetchval(
            "SELECT count(*) FROM pending_work WHERE enrolment_id = $1", enrolment
        )
    return count


@pytest.mark.parametrize("order", list(permutations(["registered", "achieved"])))
async def test_work_is_told_whichever_of_registration_and_achievement_arrives_first(
    referrals: Running, bus: Bus, bearer: Tokens, partners: Partners, sent: Sent, order: tuple[str, ...]
) -> None:
    referral, enrolment = await sent(), uuid4()
    facts = {
        "registered": registered(enrolment, referral_id=UUID(referral["id"])),
        "achieved": achieved(enrolment),
    }
    for name in order:
        await bus.tell(facts[name])
    progress = await progress_of(referrals, bearer("referrer", partners.referrer), referral)
    assert (progress["stage"], progress["into_work"]) == ("taking_part", True)
    assert await pending(referrals, enrolment) == 0


async def test_of_achievements_that_came_before_the_registration_the_first_counts(
    referrals: Running, bus: Bus, sent: Sent
) -> None:
    referral, enrolment = await sent(), uuid4()
    await bus.tell(achieved(enrolment, date(2018, 9, 3)))
    await bus.tell(achieved(enrolment, date(2018, 7, 2)), achieved(enrolment, date(2018, 6, 1)))
    await bus.tell(registered(enrolment, referral_id=UUID(referral["id"])))
    async with referrals.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        day = await connection.fetchval(
            "SELECT into_work_on FROM referral WHERE id = $1", UUID(referral["id"])
        )
    assert day == date(2018, 9, 3)


@pytest.mark.parametrize("order", list(permutations(["registered", "achieved"])))
async def test_work_is_not_told_without_the_persons_agreement(
    referrals: Running, bus: Bus, bearer: Tokens, partners: Partners, sent: Sent, order: tuple[str, ...]
) -> None:
    referral, enrolment = await sent(), uuid4()
    facts = {
        "registered": registered(enrolment, referral_id=UUID(referral["id"]), shares_work_outcome=False),
        "achieved": achieved(enrolment),
    }
    for name in order:
        await bus.tell(facts[name])
    progress = await progress_of(referrals, bearer("referrer", partners.referrer), referral)
    assert progress["into_work"] is None
    assert await pending(referrals, enrolment) == 0


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True)])
async def test_a_consent_that_changes_decides_what_the_referrer_is_told_from_then_on(
    referrals: Running,
    bus: Bus,
    bearer: Tokens,
    partners: Partners,
    sent: Sent,
    before: bool,
    after: bool,
) -> None:
    referral, enrolment = await sent(), uuid4()
    await bus.tell(registered(enrolment, referral_id=UUID(referral["id"]), shares_work_outcome=before))
    await bus.tell(consented(enrolment, given=after))
    await bus.tell(achieved(enrolment))
    progress = await progress_of(referrals, bearer("referrer", partners.referrer), referral)
    assert progress["into_work"] is (True if after else None)


async def test_nothing_is_kept_of_people_who_came_by_no_referral(referrals: Running, bus: Bus) -> None:
    before, after = uuid4(), uuid4()
    await bus.tell(achieved(before))
    assert await pending(referrals, before) == 1
    await bus.tell(registered(before), registered(after))
    await bus.tell(achieved(after))
    assert (await pending(referrals, before), await pending(referrals, after)) == (0, 0)


async def test_only_work_is_kept_for_a_registration_that_is_to_come(referrals: Running, bus: Bus) -> None:
    enrolment = uuid4()
    await bus.tell(achieved(enrolment, kind=AchievementKind.QUALIFICATION))
    assert await pending(referrals, enrolment) == 0


async def test_facts_about_one_referral_that_come_together_are_taken_in_order(
    referrals: Running, bus: Bus, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    referral, enrolment = await sent(), uuid4()
    await bus.tell(
        registered(enrolment, referral_id=UUID(referral["id"])),
        exited(enrolment, date(2018, 5, 1)),
        rejoined(enrolment, date(2018, 6, 1)),
        exited(enrolment, date(2018, 7, 1)),
    )
    progress = await progress_of(referrals, bearer("referrer", partners.referrer), referral)
    assert (progress["stage"], progress["left_on"]) == ("left", "2018-07-01")
