"""`dolen retention`: erases whose referral is kept no longer, or says only whom that would be."""

import asyncio
import os
from typing import Annotated

import typer

from deploy.localrun.run_config import RunConfig
from services.referrals.app import SERVICE
from services.referrals.commands.apply_retention import retention_report
from services.referrals.domain.retention import RetentionDue
from services.referrals.timers import erase_what_is_kept_no_longer
from shared.settings import ServiceSettings


def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, and change nothing.")] = False,
) -> None:
    """Erase the people of referrals that came to nothing and whose period is over, and report by rule. A
    referrals worker does the same each hour."""
    if "DOLEN_DATABASE_URL" not in os.environ:  # not in a container: the local run's
        os.environ.update(RunConfig.of().environment_of(SERVICE.name))
    for due in asyncio.run(_apply(SERVICE.settings(), dry_run=dry_run)):
        since = f", the first since {due.since}" if due.since else ""
        typer.echo(f"{due.rule.code}: {due.referrals} {'would be' if dry_run else 'were'} erased{since}")


async def _apply(settings: ServiceSettings, *, dry_run: bool) -> list[RetentionDue]:
    async with SERVICE.context(settings) as context:
        async with context.begin_as_worker() as work:
            report = await retention_report(work)
        if not dry_run:
            await erase_what_is_kept_no_longer(context)
    return report
