"""The root fields of participants' part of the graph: a provider's own people."""

from datetime import datetime
from functools import partial

import strawberry

from services.participants import queries
from services.participants.domain.due.rule import DueFilter, RuleCode
from services.participants.domain.enrolment import Status
from services.participants.domain.enrolment_filter import EnrolmentFilter
from services.participants.domain.expected_referral import ExpectedReferral
from services.participants.permissions import MayCountForms, MayReadParticipants
from services.participants.subgraph.due import Due
from services.participants.subgraph.incomplete_forms import IncompleteForms
from services.participants.subgraph.lots import Lot
from services.participants.subgraph.people import ENROLMENT_FIELDS, Participant, Referral, require_participant
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.graphql import Connection, Info, connection, field, requires, selected_node_fields
from shared.graphql.connection import DEFAULT_PAGE, fetch_limit
from shared.graphql.entities import uuid_of
from shared.web.pagination import dated_key, decode_cursor, decode_dated_cursor


@requires(MayReadParticipants)
@strawberry.type
class Expected:
    """Somebody whose referral was accepted and who is not registered yet."""

    referral: Referral
    lot: Lot
    since: datetime


@requires(MayReadParticipants)
@strawberry.type
class Query:
    @field(MayReadParticipants)
    async def participant(self, info: Info, id: strawberry.ID) -> Participant | None:
        """One of your own people."""
        return await require_participant(info, uuid_of(id))

    @field(MayReadParticipants)
    async def participants(
        self,
        info: Info,
        reference: str | None = None,
        status: Status | None = None,
        lot: str | None = None,
        incomplete: bool = False,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Participant] | None:
        """Your own people; `incomplete` keeps those with an incomplete form."""
        matching = EnrolmentFilter(reference, status, lot, incomplete)
        found = await info.context.run(
            queries.participant_ids,
            matching,
            after=decode_cursor(after),
            limit=fetch_limit(first),
        )
        shown = found[:first]
        if selected_node_fields(info) & ENROLMENT_FIELDS:
            await info.context.prime(queries.enrolments_of, shown)
        else:
            provider = info.context.caller.organisation
            people = [Shown(provider, participant=each) for each in shown]
            info.context.note([FieldClass.ENROLMENT], people)
        count = partial(info.context.run, queries.count_participants, matching)
        return connection(found, first, after, count, node=Participant.by, key=lambda id: id)

    @field(MayCountForms)
    async def incomplete_forms(
        self, info: Info, programme: str | None = None, lot: str | None = None
    ) -> list[IncompleteForms] | None:
        """How many forms are incomplete, by provider and form, of all programmes where none is named; a
        provider's own."""
        found = await info.context.run(queries.incomplete_forms, of_programme=programme, lot=lot)
        return [IncompleteForms.of(each) for each in found]

    @field(MayReadParticipants)
    async def expected(
        self, info: Info, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Connection[Expected] | None:
        """People whose referral you accepted and who are not registered yet."""
        found = await info.context.run(queries.expected, after=decode_cursor(after), limit=fetch_limit(first))
        count = partial(info.context.run, queries.count_expected)
        return connection(found, first, after, count, node=_expected, key=lambda each: each.referral_id)

    @field(MayReadParticipants)
    async def due(
        self,
        info: Info,
        rule: RuleCode | None = None,
        worker: str | None = None,
        lot: str | None = None,
        overdue: bool = False,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Due] | None:
        """What is due of your own people today, what fell due first comes first; `worker` is your reference
        of a mentor, and `overdue` keeps what was due before today."""
        matching = DueFilter(rule, worker, lot, overdue)
        found = await info.context.run(
            queries.due,
            matching,
            after=decode_dated_cursor(after),
            limit=fetch_limit(first),
        )
        count = partial(info.context.run, queries.count_due, matching)
        return connection(
            found, first, after, count, node=Due.of, key=lambda each: dated_key(each.due_on, each.id)
        )


def _expected(referral: ExpectedReferral) -> Expected:
    return Expected(
        referral=Referral(id=strawberry.ID(str(referral.referral_id))),
        lot=Lot(code=strawberry.ID(referral.lot)),
        since=referral.since,
    )
