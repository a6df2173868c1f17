"""Posts a part of the demonstration again in the name of other organisations, so that runs on one platform
see nothing of each other and each one's figures are its own providers'."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx

from deploy.demo.client.api_client import ApiClient, As, each
from deploy.demo.client.events import Answered, post_events
from deploy.demo.client.placements import post_placements
from deploy.demo.client.referrals import post_referrals
from deploy.demo.oows import Lot
from deploy.demo.programme import Demonstration, ProviderSystem
from tests.partners import put_partner
from tests.patience import patient
from tests.platform import Platform

LOTS: Final = (Lot.GWENT, Lot.CWM_TAF, Lot.CARDIFF_AND_VALE)
"""None of those whose people have whole lives: a group session names others, who may not be told of here."""
NI: Final = "national_insurance_number"
ONE_IN: Final = 8
"""How many are told of, of those who came without a referral and were never placed; of the others, all."""


@dataclass(frozen=True)
class Told:
    """What the platform answered: ids by the names that every run gives alike."""

    referrals: dict[str, str]
    people: dict[str, str]
    """Our id of a person → the provider's own reference."""


def part_of(whole: Demonstration) -> Demonstration:
    """About 4,000 events of three systems, with every referral, employer and placement there."""
    placed = {plan.subject for plan in whole.placements}
    return replace(
        whole,
        referrals=tuple(plan for plan in whole.referrals if plan.lot in LOTS),
        systems=tuple(_fewer(system, placed) for system in whole.systems if system.lot in LOTS),
        employers=tuple(plan for plan in whole.employers if plan.body["lots"][0] in LOTS),
        opportunities=tuple(plan for plan in whole.opportunities if plan.body["lot"] in LOTS),
        placements=tuple(plan for plan in whole.placements if plan.lot in LOTS),
    )


def _fewer(system: ProviderSystem, placed: set[str]) -> ProviderSystem:
    referred = {event["subject"] for event in system.events if event["data"].get("referral")}
    people = dict.fromkeys(event["subject"] for event in system.events)
    kept = {
        subject
        for number, subject in enumerate(people)
        if subject in placed | referred or number % ONE_IN == 0
    }
    return replace(system, events=[event for event in system.events if event["subject"] in kept])


def retold(part: Demonstration, run: int) -> Demonstration:
    """The same by other organisations, about people with other NI numbers: the same one again would be a
    finding, and rightly so."""
    numbers: dict[str, str] = {}

    def fresh(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: _number(inner) if name == NI else fresh(inner) for name, inner in value.items()}
        return [fresh(inner) for inner in value] if isinstance(value, list) else value

    def _number(old: str) -> str:
        return numbers.setdefault(old, f"QQ{run:02d}{len(numbers):04d}{old[8:]}")

    def known_as(old: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"https://dolen.invalid/chaos/{run}/{old}"))

    return replace(
        part,
        partners=tuple({**partner, "id": known_as(partner["id"])} for partner in part.partners),
        referrals=tuple(
            replace(
                plan,
                referrer=known_as(plan.referrer),
                provider=known_as(plan.provider),
                body=fresh(plan.body),
            )
            for plan in part.referrals
        ),
        systems=tuple(
            replace(system, provider=known_as(system.provider), events=fresh(system.events))
            for system in part.systems
        ),
        placements=tuple(replace(plan, provider=known_as(plan.provider)) for plan in part.placements),
    )


def as_staff(system: ProviderSystem, role: str = "provider") -> As:
    return As(role, UUID(system.provider), (str(system.lot),))


def leads(plans: Demonstration) -> dict[str, As]:
    """The provider lead of every lot: a referral may be redirected to one that posts nothing."""
    return {
        partner["lots"][0]: As("lead", UUID(partner["id"]), tuple(partner["lots"]))
        for partner in plans.partners
        if partner["kind"] == "provider"
    }


async def tell(door: ApiClient, platform: Platform, plans: Demonstration) -> Told:
    """Posts it all, in the order in which the demonstration is posted."""
    await _register(platform, plans.partners)
    referrals = await post_referrals(door, plans.referrals, leads(plans), lambda _: None)

    async def events(system: ProviderSystem) -> Answered:
        return await post_events(door, system, referrals, lambda _: None)

    posted = await each(events, plans.systems)
    participants = {
        (system.provider, subject): participant
        for system, answered in zip(plans.systems, posted, strict=True)
        for subject, participant in answered.participants.items()
    }
    staff = {str(system.lot): as_staff(system) for system in plans.systems}
    await post_placements(door, plans, staff, participants, lambda _: None)
    return Told(referrals, {id: subject for (_, subject), id in participants.items()})


async def retire(platform: Platform, plans: Demonstration) -> None:
    """Takes the lots from the providers of a run that is over: referrals of the next one go to its own."""
    await _register(platform, [{**partner, "lots": []} for partner in plans.partners])


async def _register(platform: Platform, partners: Iterable[Mapping[str, Any]]) -> None:
    """Puts organisations that no programme names on the register: a second person confirms their lots."""
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as door:
        for partner in partners:
            body = {name: value for name, value in partner.items() if name != "id"}
            await put_partner(door, platform.token, UUID(partner["id"]), body)
