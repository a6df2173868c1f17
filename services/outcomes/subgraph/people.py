"""Defines what the graph shows of one person: what was claimed or refused, by which rule, what is to be
mended."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Self

import strawberry

from services.outcomes.domain.quality import Finding as RecordedFinding
from services.outcomes.domain.quality.every_rule import remedy_of
from services.outcomes.domain.quality.record_to_mend import EnrolmentFinding, RecordWithFindings
from services.outcomes.domain.recorded_claim import Claim as RecordedClaim
from services.outcomes.permissions import WHO_CAN_MEND, MayReadClaims, MayReadFindings
from services.outcomes.queries.claims import claims_of
from services.outcomes.queries.findings import findings_of
from services.outcomes.subgraph.areas import Lot
from shared.auth import Authenticated
from shared.clock import date_in_wales
from shared.graphql import Info, field, requires
from shared.graphql.entities import EXTERNAL_KEY, References, uuid_of
from shared.refusal import Refusal


@requires(MayReadClaims)
@strawberry.federation.type(keys=[EXTERNAL_KEY])
class Provider:
    """The provider that supports the person."""

    id: strawberry.ID


@strawberry.enum
class Decision(StrEnum):
    """Whether something was claimed."""

    CLAIMED = "claimed"
    REFUSED = "refused"


@requires(MayReadClaims)
@strawberry.type
class ClaimDate:
    """A date that a claim went by, and what it is."""

    name: str
    on: date


@requires(MayReadClaims)
@strawberry.type
class Claim:
    """A claim or a refusal to claim, with its rule, dates and evidence; one that no longer holds stays on
    record with the reason."""

    stored: strawberry.Private[RecordedClaim]
    id: strawberry.ID
    programme: str
    category: str
    part: str | None
    decision: Decision
    rule: str
    evidence: str | None
    cqfw_level: int | None
    counted_on: date | None
    decided_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None

    @field(MayReadClaims)
    def enrolment_id(self) -> strawberry.ID:
        return strawberry.ID(str(self.stored.enrolment_id))

    @field(MayReadClaims)
    def participant(self) -> "Participant":
        return Participant(id=strawberry.ID(str(self.stored.participant)))

    @field(MayReadClaims)
    def provider(self) -> Provider:
        return Provider(id=strawberry.ID(str(self.stored.provider)))

    @field(MayReadClaims)
    def lot(self) -> Lot:
        return Lot.by(self.stored.lot)

    @field(MayReadClaims)
    def dates(self) -> list[ClaimDate]:
        """The dates it was decided by."""
        return [ClaimDate(name=name, on=day) for name, day in self.stored.dates.items()]

    @classmethod
    def of(cls, stored: RecordedClaim) -> Self:
        return cls(
            stored=stored,
            id=strawberry.ID(str(stored.id)),
            programme=stored.programme,
            category=stored.category,
            part=stored.part,
            decision=Decision(stored.decision),
            rule=stored.rule,
            evidence=stored.evidence,
            cqfw_level=stored.level,
            counted_on=stored.counted_on,
            decided_at=stored.decided_at,
            withdrawn_at=stored.withdrawn_at,
            withdrawn_because=stored.withdrawn_because,
        )


@requires(MayReadFindings)
@strawberry.type
class Finding:
    """Something to mend in a record, since when, and what it is about. `severity` is "error", "warning" or
    "reminder"; `mendedBy` names the events that mend it, `whoCan` the roles that may post them."""

    rule: str
    since: date
    about: list[str]
    severity: str
    mended_by: list[str]
    who_can: list[str]

    @classmethod
    def of(cls, stored: EnrolmentFinding | RecordedFinding) -> Self:
        remedy = remedy_of(stored.rule)
        return cls(
            rule=stored.rule,
            since=stored.since,
            about=list(stored.about),
            severity=remedy.severity.value,
            mended_by=list(remedy.mended_by),
            who_can=list(WHO_CAN_MEND),
        )


@requires(MayReadFindings)
@strawberry.type
class ToMendRecord:
    """A record with something to mend."""

    enrolment_id: strawberry.ID
    participant: "Participant"
    provider: Provider
    lot: Lot
    findings: list[Finding]

    @classmethod
    def of(cls, stored: RecordWithFindings) -> Self:
        return cls(
            enrolment_id=strawberry.ID(str(stored.enrolment_id)),
            participant=Participant(id=strawberry.ID(str(stored.participant))),
            provider=Provider(id=strawberry.ID(str(stored.provider))),
            lot=Lot.by(stored.lot),
            findings=[Finding.of(each) for each in stored.findings],
        )


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Participant:
    """A person who takes part, or took part."""

    id: strawberry.ID

    @field(MayReadClaims)
    async def claims(self, info: Info, decision: Decision | None = None) -> list[Claim] | None:
        """What was claimed for them and what was refused."""
        found = await info.context.load_required(claims_of, uuid_of(self.id))
        return [Claim.of(each) for each in found if decision in (None, each.decision)]

    @field(MayReadFindings)
    async def findings(self, info: Info) -> list[Finding] | None:
        """What is to be mended in their records today."""
        today = date_in_wales(info.context.work.now)
        found: list[EnrolmentFinding] = await info.context.load_required(findings_of, uuid_of(self.id), today)
        return [Finding.of(each) for each in found]

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        context = asked.context
        await asked.prime("claims", claims_of)
        await asked.prime("findings", findings_of, date_in_wales(context.work.now))
        return [cls(id=strawberry.ID(str(id))) for id in asked.ids]
