"""The graph types of ready people, counted, and of who matches an opportunity."""

from typing import Self

import strawberry

from services.employers.domain import figures, matching
from services.employers.permissions import MayReadReady
from services.employers.queries import OpportunityMatches
from services.employers.schemas.matching import LackOut, MatchOut
from shared.graphql import requires

strawberry.enum(matching.Lack, name="MatchLack")


@requires(MayReadReady)
@strawberry.type
class ReadyPeople:
    """Your own people who are ready for placement: confirmed in time, and stale."""

    confirmed: int
    stale: int

    @classmethod
    def of(cls, found: figures.ReadyCounts) -> Self:
        return cls(confirmed=found.confirmed, stale=found.stale)


@requires(MayReadReady)
@strawberry.type
class Match:
    """Somebody who meets every hard requirement, and why they are proposed, in sentences."""

    participant_id: strawberry.ID
    enrolment_id: strawberry.ID
    stale: bool
    reasons: list[str]


@requires(MayReadReady)
@strawberry.type
class NotMatched:
    """Why people do not match: how many lack this, and how many lack nothing else."""

    reason: matching.Lack
    sentence: str
    people: int
    nothing_else: int


@requires(MayReadReady)
@strawberry.type
class Matches:
    """Who of your own ready people matches, the best match first, and why others do not."""

    items: list[Match]
    not_matched: list[NotMatched]

    @classmethod
    def of(cls, found: OpportunityMatches, language: str) -> Self:
        told = [MatchOut.of(found.opportunity, each, found.today, language) for each in found.matches.matched]
        return cls(
            items=[
                Match(
                    participant_id=strawberry.ID(str(each.participant)),
                    enrolment_id=strawberry.ID(str(each.enrolment)),
                    stale=each.stale,
                    reasons=list(each.reasons),
                )
                for each in told
            ],
            not_matched=[
                NotMatched(**LackOut.of(each, language).model_dump()) for each in found.matches.not_matched
            ],
        )
