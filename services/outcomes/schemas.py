"""Schemas of responses: tables as JSON or CSV, claims, and records to mend."""

from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel

from services.outcomes.domain.quality.every_rule import remedy_of
from services.outcomes.domain.quality.finding import Severity
from services.outcomes.domain.quality.record_to_mend import RecordWithFindings
from services.outcomes.domain.recorded_claim import Claim
from services.outcomes.permissions import WHO_CAN_MEND
from services.outcomes.queries.findings import Summary
from services.outcomes.queries.published_tables import Figures


class LeftOutOut(BaseModel):
    """How many records a rule keeps out of the figures."""

    rule: str
    records: int


class FiguresOut(BaseModel):
    table: str
    programme: str
    as_of: date
    known_at: datetime
    """The instant up to which everything told is counted."""
    rows: list[dict[str, str | int | None]]
    left_out: list[LeftOutOut]

    @classmethod
    def of(cls, figures: Figures) -> Self:
        return cls(
            table=figures.table,
            programme=figures.programme,
            as_of=figures.as_of,
            known_at=figures.known_at,
            rows=figures.rows,
            left_out=[
                LeftOutOut(rule=rule, records=records) for rule, records in sorted(figures.left_out.items())
            ],
        )

    def left_out_header(self) -> str:
        """What a CSV has no room for: `exit-after-period=23, registered-after-period=15`."""
        return ", ".join(f"{each.rule}={each.records}" for each in self.left_out)


class ClaimOut(BaseModel):
    """A claim or a refusal. `rule` is the rule it was made or refused by, `dates` are those it went by;
    one that no longer holds stays on record with the reason."""

    id: UUID
    enrolment: UUID
    participant: UUID
    provider: UUID
    programme: str
    lot: str
    category: str
    part: str | None
    decision: Literal["claimed", "refused"]
    rule: str
    dates: dict[str, date]
    evidence: str | None
    achievement: UUID | None
    cqfw_level: int | None
    counted_on: date | None
    decided_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None

    @classmethod
    def of(cls, claim: Claim) -> Self:
        return cls(
            id=claim.id,
            enrolment=claim.enrolment_id,
            participant=claim.participant,
            provider=claim.provider,
            programme=claim.programme,
            lot=claim.lot,
            category=claim.category,
            part=claim.part,
            decision="claimed" if claim.decision == "claimed" else "refused",
            rule=claim.rule,
            dates=claim.dates,
            evidence=claim.evidence,
            achievement=claim.achievement,
            cqfw_level=claim.level,
            counted_on=claim.counted_on,
            decided_at=claim.decided_at,
            withdrawn_at=claim.withdrawn_at,
            withdrawn_because=claim.withdrawn_because,
        )


class RuleOut(BaseModel):
    """A rule, how bad it is to break it, the events that mend a record, and the roles that may post them."""

    rule: str
    severity: Severity
    mended_by: list[str]
    who_can: list[str]

    @classmethod
    def told(cls, rule: str) -> dict[str, Any]:
        """What there is to say of a rule."""
        remedy = remedy_of(rule)
        return {
            "rule": rule,
            "severity": remedy.severity,
            "mended_by": list(remedy.mended_by),
            "who_can": list(WHO_CAN_MEND),
        }


class FindingOut(RuleOut):
    """A rule that a record breaks, since when, and what to look at: fields, or ids."""

    since: date
    about: list[str]


class ToMendOut(BaseModel):
    """A record with what is to be mended in it."""

    enrolment: UUID
    participant: UUID
    provider: UUID
    lot: str
    findings: list[FindingOut]

    @classmethod
    def of(cls, record: RecordWithFindings) -> Self:
        return cls(
            enrolment=record.enrolment_id,
            participant=record.participant,
            provider=record.provider,
            lot=record.lot,
            findings=[
                FindingOut(**RuleOut.told(each.rule), since=each.since, about=list(each.about))
                for each in record.findings
            ],
        )


class RuleCountOut(RuleOut):
    """How many records break a rule."""

    records: int


class BatchOut(BaseModel):
    """How many records of a provider in a lot break a rule."""

    provider: UUID
    lot: str
    rule: str
    records: int


class SummaryOut(BaseModel):
    """How many records break each rule, and which provider's they are in which lot."""

    as_of: date
    rules: list[RuleCountOut]
    batches: list[BatchOut]

    @classmethod
    def of(cls, summary: Summary) -> Self:
        return cls(
            as_of=summary.as_of,
            rules=[
                RuleCountOut(**RuleOut.told(rule), records=records) for rule, records in summary.rules.items()
            ],
            batches=[
                BatchOut(provider=each.provider, lot=each.lot, rule=each.rule, records=each.records)
                for each in summary.batches
            ],
        )
