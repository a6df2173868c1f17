"""Reads all that the platform shows of a run, in terms that are the same in every run."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from deploy.demo.client.api_client import ApiClient, As
from deploy.demo.client.completion import TABLES
from deploy.demo.programme import Demonstration, ProviderSystem
from deploy.localrun.summary_table import OUT_OF_WORK_SERVICE as SHOWN
from tests.verification.chaos.repost import Told, as_staff, leads

Json = dict[str, Any]

# Of two achievements of one day a claim rests on the one with the lower id, and ids differ from run to run:
# so its evidence is not looked at, nor claims that gave way to the other one.
_CLAIM = ("category", "part", "decision", "rule", "dates", "cqfw_level", "counted_on", "withdrawn_because")
_GAVE_WAY = "achievement-recorded"
_REFERRAL = ("lot", "status", "decided_on", "decline", "progress", "version")
_PLACEMENT = ("status", "started_on", "completed_on", "hours", "version")


async def picture(door: ApiClient, plans: Demonstration, told: Told) -> Json:
    """Every table, claim, finding, placement and referral, without the ids that differ from run to run."""
    seen: Json = {}
    for system in plans.systems:
        seen |= await _of_provider(door, system, told)
    keys = {id: key for key, id in told.referrals.items()}
    found = [each for who in leads(plans).values() for each in await _list(door, "/v1/referrals", who)]
    seen["referrals"] = {keys[each["id"]]: _only(each, _REFERRAL) for each in found}
    return seen


async def _of_provider(door: ApiClient, system: ProviderSystem, told: Told) -> Json:
    who, lot = as_staff(system), system.lot
    seen: Json = {}
    for table in TABLES:
        address = f"/v1/aggregates/{table}?programme={SHOWN.programme}&as-of={SHOWN.as_of}"
        answer = (await door.send("GET", address, who)).body
        seen[f"{lot}: {table}"] = [*answer["rows"], *answer["left_out"]]
    summary = (await door.send("GET", f"/v1/data-quality/summary?as-of={SHOWN.as_of}", who)).body
    seen[f"{lot}: findings"] = summary["rules"]
    claims = await _list(door, f"/v1/claims?programme={SHOWN.programme}", who)
    seen[f"{lot}: claims"] = _sorted(
        (told.people[each["participant"]], *_only(each, _CLAIM).values())
        for each in claims
        if each["withdrawn_because"] != _GAVE_WAY
    )
    placements = await _list(door, "/v1/placements", who)
    seen[f"{lot}: placements"] = _sorted(
        (told.people[each["participant_id"]], *_only(each, _PLACEMENT).values()) for each in placements
    )
    return seen


async def _list(door: ApiClient, path: str, who: As) -> list[Json]:
    """All pages of a list."""
    items: list[Json] = []
    mark, after = "&" if "?" in path else "?", ""
    while True:
        page = (await door.send("GET", f"{path}{mark}limit=500{after}", who)).body
        items += page["items"]
        if page["next"] is None:
            return items
        after = f"&after={page['next']}"


def _only(item: Json, names: Iterable[str]) -> Json:
    return {name: item[name] for name in names}


def _sorted(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)


def difference(seen: Json, expected: Json) -> Json:
    """The lines in which two pictures differ, as seen and as expected."""
    return {
        name: (_besides(seen.get(name), expected[name]), _besides(expected[name], seen.get(name)))
        for name in expected
        if seen.get(name) != expected[name]
    }


def _besides(some: Any, others: Any) -> list[Any]:
    """The lines of one that the other lacks."""
    lines, known = _lines(some), Counter(_lines(others))
    return list((Counter(lines) - known).elements())


def _lines(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [f"{name}: {value}" for name, value in part.items()]
    return [repr(line) for line in part or ()]
