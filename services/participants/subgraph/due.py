"""What is due of participants, for the provider that supports them."""

from datetime import date
from typing import Self

import strawberry

from services.participants import queries
from services.participants.domain.due import rule as rules
from services.participants.permissions import MayReadParticipants
from services.participants.subgraph.lots import Lot
from services.participants.subgraph.mentors import Mentor
from services.participants.subgraph.people import Enrolment, Participant
from shared.graphql import Info, field, requires

strawberry.enum(rules.RuleCode, name="DueRule")


@requires(MayReadParticipants)
@strawberry.type
class Due:
    """Something that is due of a participant."""

    due: strawberry.Private[rules.Due]
    id: strawberry.ID
    rule: rules.RuleCode
    reference: str = strawberry.field(description="The provider's own reference for the person.")
    programme: str
    since: date | None = strawberry.field(description="The day from which the rule counts.")
    due_on: date
    days_overdue: int = strawberry.field(description="0 on the day it falls due, in Wales.")

    @field(MayReadParticipants)
    def participant(self) -> Participant:
        return Participant.by(self.due.participant_id)

    @field(MayReadParticipants)
    async def enrolment(self, info: Info) -> Enrolment | None:
        return Enrolment.of(await info.context.load_required(queries.enrolments_by_id, self.due.enrolment_id))

    @field(MayReadParticipants)
    def lot(self) -> Lot:
        return Lot(code=strawberry.ID(self.due.lot))

    @field(MayReadParticipants)
    def mentor(self) -> Mentor | None:
        return None if self.due.mentor is None else Mentor.by(self.due.mentor)

    @classmethod
    def of(cls, due: rules.Due) -> Self:
        return cls(
            due=due,
            id=strawberry.ID(str(due.id)),
            rule=due.rule,
            reference=due.reference,
            programme=due.programme,
            since=due.since,
            due_on=due.due_on,
            days_overdue=due.days_overdue,
        )
