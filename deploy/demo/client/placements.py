"""How employers, what they offer and who was placed are posted: by the provider in whose lot it is."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from deploy.demo.client.api_client import ApiClient, As, each
from deploy.demo.programme import Demonstration, EmployerPlan, OpportunityPlan, PlacementPlan


async def post_placements(
    door: ApiClient,
    plans: Demonstration,
    staff: Mapping[str, As],
    participants: Mapping[tuple[str, str], str],
    advance: Callable[[int], None],
) -> None:
    """Posts the employers, their opportunities and the placements with what became of them. `staff` are
    the providers by lot, `participants` our ids by provider and the provider's own reference."""

    async def made(path: str, who: As, body: Mapping[str, Any], key: str) -> str:
        answer = await door.send("POST", path, who, body, key=key)
        advance(1)
        return str(answer.body["id"])

    async def employer(plan: EmployerPlan) -> tuple[str, str]:
        who = staff[str(plan.body["lots"][0])]
        return plan.key, await made("/v1/employers", who, plan.body, f"employer/{plan.key}")

    employers = dict(await each(employer, plans.employers))

    async def opportunity(plan: OpportunityPlan) -> tuple[str, str]:
        body = {**_without(plan.body, "employer"), "employer_id": employers[plan.body["employer"]]}
        who = staff[str(plan.body["lot"])]
        return plan.key, await made("/v1/opportunities", who, body, f"opportunity/{plan.key}")

    opportunities = dict(await each(opportunity, plans.opportunities))

    async def placement(plan: PlacementPlan) -> None:
        who = As("provider", UUID(str(plan.provider)), (str(plan.lot),))
        body = {
            **_without(plan.body, "opportunity", "participant"),
            "opportunity_id": opportunities[plan.body["opportunity"]],
            "participant_id": participants[str(plan.provider), plan.subject],
        }
        sent = await door.send("POST", "/v1/placements", who, body, key=plan.key)
        placed, seen = sent.body["id"], sent.etag
        for number, (action, step) in enumerate(plan.steps):
            path, key = f"/v1/placements/{placed}/{action}", f"{plan.key}/{number}"
            seen = (await door.send("POST", path, who, step, key=key, seen=seen)).etag
        advance(1)

    await each(placement, plans.placements)


def _without(body: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """A plan's body without the keys by which plans name each other."""
    return {name: value for name, value in body.items() if name not in keys}
