"""People and their enrolments, for the provider that supports them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final, Self
from uuid import UUID

import strawberry

from services.participants import queries
from services.participants.domain import enrolment as rules
from services.participants.domain.appointments import appointments
from services.participants.permissions import MayReadParticipants
from services.participants.programmes import programme
from services.participants.subgraph.appointments import Appointment
from services.participants.subgraph.consents import Consent
from services.participants.subgraph.lots import Lot, Operation, Provider
from services.participants.subgraph.mentors import Mentor
from services.participants.subgraph.records import Record
from shared.auth import Authenticated
from shared.graphql import Info, field, requires
from shared.graphql.entities import EXTERNAL_KEY, References, align
from shared.refusal import NotFound, Refusal

strawberry.enum(rules.Status, name="EnrolmentStatus")

ENROLMENT_FIELDS: Final = frozenset({"reference", "enrolments"})
"""The fields of a participant that are read from their enrolments."""


@requires(MayReadParticipants)
@strawberry.federation.type(keys=[EXTERNAL_KEY])
class Referral:
    """The referral that somebody came by."""

    id: strawberry.ID


@requires(MayReadParticipants)
@strawberry.type
class Person:
    """Who somebody is."""

    given_name: str
    family_name: str | None
    date_of_birth: date | None
    year_of_birth: int | None
    national_insurance_number: str | None
    address: list[str]
    postcode: str | None
    phone: str | None
    email: str | None
    language: str | None
    access_needs: list[str]

    @classmethod
    def of(cls, identity: dict[str, Any]) -> Self:
        born_on = identity.get("date_of_birth")
        known = {each.name: identity.get(each.name) for each in fields(cls)}
        return cls(
            **{
                **known,
                "date_of_birth": date.fromisoformat(born_on) if born_on else None,
                "address": identity.get("address", []),
                "access_needs": identity.get("access_needs", []),
            }
        )


@requires(MayReadParticipants)
@strawberry.type
class MissingFields:
    """What a form's latest version lacks."""

    form: str
    fields: list[str]


@requires(MayReadParticipants)
@strawberry.type
class Characteristic:
    """A monitoring characteristic of form P2.1; one that is not known is not in the list."""

    name: str
    value: str


@requires(MayReadParticipants)
@strawberry.type
class Left:
    """How somebody left; what is null is not known."""

    on: date | None
    kind: str | None
    reason: str | None


@requires(MayReadParticipants)
@strawberry.federation.type(keys=["id"])
class Enrolment:
    """One person's participation in one operation, and how it stands."""

    enrolment: strawberry.Private[rules.Enrolment]
    id: strawberry.ID
    reference: str = strawberry.field(description="The provider's own reference for the person.")
    programme: str
    registered_on: date
    eligible: str
    status: rules.Status
    intensity: str | None
    strikes: int = strawberry.field(description="What was tried without a reply, counted to three.")
    letter_ends_on: date | None = strawberry.field(
        description="The last day that the third strike, a letter, gives for a reply."
    )
    soft_landing_until: date | None = strawberry.field(
        description="Until when somebody who left for work is checked in with."
    )
    check_ins: int = strawberry.field(
        description="On how many days somebody who left for work was reached since, counted to two."
    )
    suspended_on: date | None
    tried_until: date | None = strawberry.field(
        description="Until when somebody is tried who is suspended for not answering."
    )
    plan_version: int
    follow_up: str | None
    follow_up_due_on: date | None

    @field(MayReadParticipants)
    def eligibility_reasons(self) -> list[str]:
        """The criteria that are not met or not known."""
        return list(self.enrolment.eligibility_reasons)

    @field(MayReadParticipants)
    def participant(self) -> "Participant":
        return Participant.by(self.enrolment.participant_id)

    @field(MayReadParticipants)
    def provider(self) -> Provider:
        return Provider.by(self.enrolment.provider)

    @field(MayReadParticipants)
    def lot(self) -> Lot:
        return Lot(code=strawberry.ID(self.enrolment.lot))

    @field(MayReadParticipants)
    def operation(self) -> Operation:
        enrolment = self.enrolment
        return Operation(
            programme=strawberry.ID(enrolment.programme),
            esf_area=strawberry.ID(enrolment.esf_area),
            strand=strawberry.ID(enrolment.strand),
        )

    @field(MayReadParticipants)
    def mentor(self) -> Mentor | None:
        return None if self.enrolment.mentor is None else Mentor.by(self.enrolment.mentor)

    @field(MayReadParticipants)
    def referral(self) -> Referral | None:
        referral_id = self.enrolment.referral_id
        return None if referral_id is None else Referral(id=strawberry.ID(str(referral_id)))

    @field(MayReadParticipants)
    def characteristics(self) -> list[Characteristic]:
        """What ESF reporting asks, as far as it is known."""
        return [
            Characteristic(name=name, value=value) for name, value in self.enrolment.characteristics.items()
        ]

    @field(MayReadParticipants)
    def missing(self) -> list[MissingFields]:
        """What its forms lack; a form that is complete is not in the list."""
        return [
            MissingFields(form=form, fields=list(lacks)) for form, lacks in self.enrolment.missing.items()
        ]

    @field(MayReadParticipants)
    def consents(self) -> list[Consent]:
        """What they were asked to agree to, each consent as it stands."""
        return [Consent.of(to, each) for to, each in self.enrolment.consents.items()]

    @field(MayReadParticipants)
    def left(self) -> Left | None:
        left = self.enrolment.left
        return None if left is None else Left(on=left.on, kind=left.kind, reason=left.reason)

    @field(MayReadParticipants)
    async def records(self, info: Info, kind: str | None = None) -> list[Record] | None:
        """Everything recorded, in the order it happened."""
        found = await info.context.load_required(queries.records_of, self.enrolment.id)
        return [Record.of(each) for each in found if kind in (None, each.kind)]

    @field(MayReadParticipants)
    async def appointments(self, info: Info) -> list[Appointment] | None:
        """Appointments, by the day for which they are made."""
        found = await info.context.load_required(queries.records_of, self.enrolment.id)
        return [Appointment(**each._asdict()) for each in appointments(found)]

    @classmethod
    def of(cls, enrolment: rules.Enrolment) -> Self:
        return cls(
            enrolment=enrolment,
            id=strawberry.ID(str(enrolment.id)),
            reference=enrolment.reference,
            programme=enrolment.programme,
            registered_on=enrolment.registered_on,
            eligible=enrolment.eligible,
            status=enrolment.status,
            intensity=enrolment.intensity,
            strikes=enrolment.strikes.standing,
            letter_ends_on=programme(enrolment.programme).disengagement.letter_ends_on(enrolment.strikes),
            soft_landing_until=enrolment.soft_landing.soft_landing_until,
            check_ins=enrolment.soft_landing.check_ins,
            suspended_on=enrolment.suspended_on,
            tried_until=enrolment.tried_until,
            plan_version=enrolment.plan_version,
            follow_up=enrolment.follow_up.status if enrolment.follow_up else None,
            follow_up_due_on=enrolment.follow_up_due_on,
        )

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        found = await asked.context.run(queries.enrolments_by_id, asked.ids)
        return align(asked, {id: cls.of(each) for id, each in found.items()})


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Participant:
    """A person who takes part, or took part."""

    id: strawberry.ID

    @field(MayReadParticipants)
    async def reference(self, info: Info) -> str | None:
        """The provider's own reference."""
        return (await self._enrolments(info))[0].reference

    @field(MayReadParticipants)
    async def person(self, info: Info) -> Person | None:
        """Who they are; that it is read is written down."""
        return Person.of(await info.context.load_required(queries.identities, UUID(self.id)))

    @field(MayReadParticipants)
    async def enrolments(self, info: Info) -> list[Enrolment] | None:
        """Their participation, one entry per programme, the earliest first."""
        return [Enrolment.of(each) for each in await self._enrolments(info)]

    async def _enrolments(self, info: Info) -> list[rules.Enrolment]:
        """Raises NotFound."""
        return await info.context.load_required(queries.enrolments_of, UUID(self.id))

    @classmethod
    def by(cls, id: UUID) -> Self:
        return cls(id=strawberry.ID(str(id)))

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        for field_name in sorted(asked.fields & ENROLMENT_FIELDS)[:1]:
            await asked.prime(field_name, queries.enrolments_of)
        return [cls.by(id) for id in asked.ids]


async def require_participant(info: Info, id: UUID) -> Participant:
    """Find a person that the caller may see. Raises NotFound."""
    if await info.context.load(queries.enrolments_of, id) is None:
        raise NotFound
    return Participant.by(id)
