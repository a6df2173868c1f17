"""Counts from the events alone, in the plainest way, knowing nothing of how they were made."""

import csv
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import deploy.demo
from deploy.demo.programme import Demonstration
from shared.clock import date_in_wales

AS_OF = date(2019, 1, 31)
DATA = Path(deploy.demo.__file__).parent / "data"
LOTS = ("North Wales", "Gwent", "Dyfed", "Western Bay", "Cwm Taf", "Powys", "Cardiff and Vale")

Body = dict[str, Any]


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"oows-{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


@dataclass
class Record:
    """One person as the events leave them."""

    subject: str
    lot: str
    esf_area: str
    registered_on: date
    born: date
    labour_market: str
    traits: Body = field(default_factory=dict)
    has_left: bool = False
    left_on: date | None = None
    exit_told_on: date | None = None
    kind: str | None = None
    soft: dict[str, str] = field(default_factory=dict)
    achieved: list[tuple[str, date, int | None]] = field(default_factory=list)
    seen_in_work: list[date] = field(default_factory=list)
    wheels: list[Body] = field(default_factory=list)

    @property
    def strand(self) -> str:
        born, on = self.born, self.registered_on
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return "16-24" if 16 <= age <= 24 else "25+" if age >= 25 else "too young"

    @property
    def left(self) -> bool:
        """Left by the end of the period."""
        day = self.left_on or self.exit_told_on
        return self.has_left and day is not None and day <= AS_OF

    @property
    def stay(self) -> int | None:
        if not self.left or self.left_on is None or self.left_on < self.registered_on:
            return None
        return (self.left_on - self.registered_on).days


def _six_months_on(day: date) -> date:
    year, month = (day.year, day.month + 6) if day.month <= 6 else (day.year + 1, day.month - 6)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def records(programme: Demonstration) -> list[Record]:
    area = {}
    with (DATA / "wales-geography.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            area[row["la_code"]] = row["esf_area"]
    referred = {plan.key: plan.body["person"] for plan in programme.referrals}
    found: dict[str, Record] = {}
    for system in programme.systems:
        for event in system.events:
            kind, data = event["type"].split(".")[3], event["data"]
            on = date_in_wales(datetime.fromisoformat(event["time"]))
            if kind == "registered":
                person = data.get("person") or referred[data["referral"]]
                found[event["subject"]] = Record(
                    event["subject"],
                    data["lot"],
                    area[data["local_authority"]],
                    _day(data.get("registered_on")) or on,
                    date.fromisoformat(person["date_of_birth"]),
                    data["eligibility"]["labour_market"],
                )
            else:
                _apply(found[event["subject"]], kind, data, on)
    for plan in programme.placements:
        for action, body in plan.steps:
            if action == "complete":
                day = date.fromisoformat(body["completed_on"])
                found[plan.subject].achieved.append(("work_experience", day, None))
    return list(found.values())


def _apply(record: Record, kind: str, data: Body, on: date) -> None:
    if kind == "assessed" and data["form"] == "P2.1":
        assert (_day(data.get("assessed_on")) or on) <= AS_OF or record.registered_on > AS_OF
        record.traits = dict(data)
    elif kind == "assessed" and data["form"] == "wheel":
        record.wheels.append({name: score for name, score in data.items() if isinstance(score, int)})
    elif kind == "corrected":
        record.traits[data["field"]] = data["value"]
    elif kind == "exited":
        record.has_left, record.exit_told_on = True, on
        record.left_on, record.kind = _day(data.get("left_on")), data["kind"]
        record.soft = {name: answer["change"] for name, answer in data.get("soft_outcomes", {}).items()}
    elif kind == "rejoined":
        record.has_left, record.left_on, record.kind, record.soft = False, None, None, {}
    elif kind == "achievement-recorded":
        day = _day(data.get("achieved_on")) or on
        record.achieved.append((data["kind"], day, data.get("cqfw_level")))
    elif kind == "followed-up" and data["status"] == "in_work":
        record.seen_in_work.append(_day(data.get("observed_on")) or on)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def claims(record: Record) -> dict[str, str]:
    """The categories that handbook 3 lets be claimed by the end of the period, each with its part."""
    if not record.left or record.left_on is None or record.left_on < record.registered_on:
        return {}
    left, window = record.left_on, record.left_on + timedelta(days=28)
    made: dict[str, str] = {}
    for kind, day, level in sorted(record.achieved, key=lambda feat: (feat[1], feat[0])):
        if not record.registered_on <= day <= min(window, AS_OF):
            continue
        if kind == "job_search" and day >= left and record.labour_market == "economically_inactive":
            made.setdefault("job-search", kind)
        elif kind in ("paid_work", "self_employment"):
            made.setdefault("employment", kind)
        elif kind == "education_or_training" and day >= left and record.strand == "16-24":
            made.setdefault("education-training", kind)
        elif kind in ("work_experience", "volunteering"):
            made.setdefault("placement", kind)
        elif kind == "qualification":
            made["qualification"] = (
                "level 3" if level == 3 or made.get("qualification") == "level 3" else kind
            )
        elif kind == "certificate":
            made.setdefault("qualification", kind)
    due = _six_months_on(left)
    if any(
        due - timedelta(days=14) <= day <= min(due + timedelta(days=28), AS_OF) for day in record.seen_in_work
    ):
        made["employment-6m"] = "in_work"
    return made
