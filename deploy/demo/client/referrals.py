"""How partners and their referrals are posted: each as the organisation that would send it itself."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from deploy.demo.client.api_client import WELSH_GOVERNMENT, ApiClient, As, each
from deploy.demo.programme import ReferralPlan

BY_REFERRER: Final = frozenset({"withdraw", "answer"})
"""Steps that the referrer takes; the others are the provider lead's (system.md)."""


async def post_partners(door: ApiClient, partners: Iterable[Mapping[str, Any]]) -> None:
    """Makes the organisations known."""

    async def put(partner: Mapping[str, Any]) -> None:
        body = {name: value for name, value in partner.items() if name != "id"}
        await door.send("PUT", f"/v1/partners/{partner['id']}", WELSH_GOVERNMENT, body)

    await each(put, list(partners))


async def post_referrals(
    door: ApiClient,
    plans: Iterable[ReferralPlan],
    leads: Mapping[str, As],
    advance: Callable[[int], None],
) -> dict[str, str]:
    """Posts the referrals and what became of each; returns their ids by the plan's key. `leads` are the
    provider leads by lot."""

    async def post(plan: ReferralPlan) -> tuple[str, str]:
        referrer = As("referrer", UUID(str(plan.referrer)))
        sent = await door.send("POST", "/v1/referrals", referrer, plan.body, key=plan.key)
        referral, seen, lot = str(sent.body["id"]), sent.etag, str(plan.body["lot"])
        for number, (action, body) in enumerate(plan.steps):
            done = await door.send(
                "POST",
                f"/v1/referrals/{referral}/{action}",
                referrer if action in BY_REFERRER else leads[lot],
                body,
                key=f"{plan.key}/{number}",
                seen=seen,
            )
            seen = done.etag
            if action == "redirect":
                lot = str(body["lot"])
        advance(1)
        return plan.key, referral

    return dict(await each(post, list(plans)))
