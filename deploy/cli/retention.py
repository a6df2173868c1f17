"""`dolen retention`: erases who is kept no longer, by the rules of every service, or says only how many that
would be."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Literal, NamedTuple

import typer

from deploy.localrun.run_config import RunConfig
from services.participants import app as participants
from services.participants import timers as participants_timers
from services.participants.commands import apply_retention as participants_retention
from services.referrals import app as referrals
from services.referrals import timers as referrals_timers
from services.referrals.commands import apply_retention as referrals_retention
from shared.programmes.retention import RetentionDue
from shared.runtime.service import Service
from shared.service_context import ServiceContext
from shared.unit_of_work import UnitOfWork


class _Rules(NamedTuple):
    """The rules of a service: how they are reported, and applied."""

    service: Service
    report: Callable[[UnitOfWork], Awaitable[list[RetentionDue]]]
    apply: Callable[[ServiceContext], Awaitable[None]]


_RULES: Final = (
    _Rules(
        referrals.SERVICE,
        referrals_retention.retention_report,
        referrals_timers.erase_what_is_kept_no_longer,
    ),
    _Rules(
        participants.SERVICE,
        participants_retention.retention_report,
        participants_timers.erase_who_is_kept_no_longer,
    ),
)


RetentionOf = Literal["referrals", "participants"]


def run(
    service: Annotated[
        RetentionOf | None, typer.Argument(help="All of the local run where none is named.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, and change nothing.")] = False,
) -> None:
    """Erase the people of referrals that came to nothing, and people who took part, whose time is over, and
    report by rule. The services' workers do the same each hour.

    Of the local run; or, for one service, in the database that DOLEN_DATABASE_URL names."""
    is_local = "DOLEN_DATABASE_URL" not in os.environ
    if not is_local and service is None:
        raise typer.BadParameter("name the service whose database DOLEN_DATABASE_URL is")
    for rules in _RULES:
        if service not in (None, rules.service.name):
            continue
        if is_local:
            os.environ.update(RunConfig.of().environment_of(rules.service.name))
        for due in asyncio.run(_apply(rules, dry_run=dry_run)):
            since = f", the first since {due.since}" if due.since else ""
            typer.echo(f"{due.rule}: {due.people} {'would be' if dry_run else 'were'} erased{since}")


async def _apply(rules: _Rules, *, dry_run: bool) -> list[RetentionDue]:
    async with rules.service.context(rules.service.settings()) as context:
        async with context.begin_as_worker() as work:
            report = await rules.report(work)
        if not dry_run:
            await rules.apply(context)
    return report
