"""Posts the demonstration programme through the gateway, in order, and notes when all of it is counted.
Posting it again changes nothing: what was answered before is a duplicate."""

import json
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.demo.client.api_client import ApiClient, As, each
from deploy.demo.client.completion import figures_complete
from deploy.demo.client.events import Answered, post_events
from deploy.demo.client.placements import post_placements
from deploy.demo.client.referrals import post_partners, post_referrals
from deploy.demo.programme import Demonstration, ProviderSystem, demonstration
from deploy.localrun.run_config import RunConfig
from deploy.localrun.summary_table import OUT_OF_WORK_SERVICE, PEER_MENTORING_WALES


async def post_programme(run_config: RunConfig) -> None:
    """Posts everything and waits for the figures; then, and only then, notes that it is done.

    Raises PostingFailed."""
    with _progress() as progress:
        inventing = progress.add_task("Inventing people", total=None)
        plans = demonstration()
        progress.update(inventing, total=1, completed=1)
        async with ApiClient(run_config) as door:
            posted, earlier = await _post(door, run_config, plans, progress)
            waiting = progress.add_task("Figures", total=None)
            in_period, before = (
                sum(day <= shown.as_of for answered in each for day in answered.registered.values())
                for shown, each in ((OUT_OF_WORK_SERVICE, posted), (PEER_MENTORING_WALES, earlier))
            )
            await figures_complete(
                door, run_config, {OUT_OF_WORK_SERVICE: in_period, PEER_MENTORING_WALES: before}
            )
            progress.update(waiting, total=1, completed=1)
    _write(
        run_config.posted,
        {
            "registered": in_period + before,
            "accepted": sum(answered.accepted for answered in (*posted, *earlier)),
            "duplicates": sum(answered.duplicates for answered in (*posted, *earlier)),
        },
    )


async def _post(
    door: ApiClient, run_config: RunConfig, plans: Demonstration, progress: Progress
) -> tuple[list[Answered], list[Answered]]:
    """What the systems of both programmes were answered."""

    def bar(name: str, total: int) -> partial[None]:
        return partial(progress.advance, progress.add_task(name, total=total))

    partners = progress.add_task("Partners", total=len(plans.partners))
    await post_partners(door, plans.partners)
    _write(run_config.partners, list(plans.partners))
    progress.update(partners, completed=len(plans.partners))

    leads = {str(system.lot): _as("lead", system) for system in plans.systems}
    staff = {str(system.lot): _as("provider", system) for system in plans.systems}
    referrals = await post_referrals(door, plans.referrals, leads, bar("Referrals", len(plans.referrals)))

    advance = bar("Events", sum(len(system.events) for system in (*plans.systems, *plans.earlier)))

    async def events(system: ProviderSystem) -> Answered:
        return await post_events(door, system, referrals, advance)

    posted = await each(events, plans.systems)
    earlier = await each(events, plans.earlier)
    known = {
        (str(system.provider), subject): participant
        for system, answered in zip(plans.systems, posted, strict=True)
        for subject, participant in answered.participants.items()
    }
    work = len(plans.employers) + len(plans.opportunities) + len(plans.placements)
    await post_placements(door, plans, staff, known, bar("Employers and placements", work))
    return posted, earlier


def _as(role: str, system: ProviderSystem) -> As:
    return As(role, UUID(str(system.provider)), (str(system.lot),))


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )


def _write(path: Path, content: Any) -> None:
    """All of it or nothing: a marker that is half written would be taken for done."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=2, ensure_ascii=False, default=str))
    draft.replace(path)
