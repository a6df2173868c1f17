"""The read-only answers about employers, opportunities and placements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.employers.domain.employer import Amendment, Employer, Engagement, PlacesInLot
from services.employers.domain.figures import (
    GroupBy,
    OpenOpportunities,
    PlacementCounts,
    ReadyCounts,
    opportunities_of_kinds,
    placements_of_kinds,
)
from services.employers.domain.matching import Candidate, Match, Matches, lacks, match, rank
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.placement import Placement, Status
from services.employers.store import contacts as contact_store
from services.employers.store import employers as employer_store
from services.employers.store import engagements as engagement_store
from services.employers.store import figures as figure_store
from services.employers.store import opportunities as opportunity_store
from services.employers.store import placements as placement_store
from services.employers.store import ready_people as ready_store
from services.employers.store.contacts import Contacts
from shared.audit.readings import Shown
from shared.auth import Permitted
from shared.clock import date_in_wales
from shared.contracts.reading import FieldClass
from shared.contracts.vocabulary import PlacementKind
from shared.programmes.delivery import adjoining, check_places, places_in
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EmployerWithPlaces:
    """An employer with what it offered in each lot, and what became of it."""

    employer: Employer
    places: Sequence[PlacesInLot]


@dataclass(frozen=True, slots=True)
class OpportunityMatches:
    """Who matches an opportunity on a day, and why others do not."""

    opportunity: Opportunity
    today: date
    matches: Matches


@dataclass(frozen=True, slots=True)
class Opening:
    """An opportunity that a ready person matches on a day."""

    opportunity: Opportunity
    match: Match
    today: date


async def employer(work: UnitOfWork, employer_id: UUID) -> Employer:
    """Raises NotFound."""
    return await employer_store.get(work, employer_id)


async def employer_with_places(work: UnitOfWork, employer_id: UUID) -> EmployerWithPlaces:
    """Raises NotFound."""
    found = await employer_store.get(work, employer_id)
    places = await employer_store.places(work, [employer_id])
    return EmployerWithPlaces(found, places[employer_id])


async def amendments(work: UnitOfWork, employer_id: UUID, *, after: int, limit: int) -> list[Amendment]:
    """List the changes of an employer's entry. Raises NotFound."""
    found = await employer_store.get(work, employer_id)
    return await employer_store.amendments(work, found.id, after=after, limit=limit)


async def employers(
    work: UnitOfWork, *, after: UUID, limit: int, lot: str | None, quiet_since: date | None = None
) -> list[Employer]:
    """List the bank of employers; `quiet_since` keeps those that nobody was in touch with from that day
    on."""
    return await employer_store.list_page(work, after=after, limit=limit, lot=lot, quiet_since=quiet_since)


async def places_by_employer(
    work: UnitOfWork, employers: Sequence[UUID]
) -> Mapping[UUID, Sequence[PlacesInLot]]:
    """Count what employers offered in each lot, and what became of it."""
    return await employer_store.places(work, employers)


async def count_employers(work: UnitOfWork, *, lot: str | None) -> int:
    """Count the bank of employers."""
    return await employer_store.count(work, lot=lot)


async def engagements(work: UnitOfWork, employer_id: UUID, *, after: UUID, limit: int) -> list[Engagement]:
    """List an employer's log. Raises NotFound."""
    found = await employer_store.get(work, employer_id)
    return await engagement_store.list_page(work, found.id, after=after, limit=limit)


async def opportunity(work: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """Raises NotFound."""
    return await opportunity_store.get(work, opportunity_id)


async def opportunities(
    work: UnitOfWork, *, after: UUID, limit: int, lot: str | None, kind: str | None, is_open: bool | None
) -> list[Opportunity]:
    """List the bank of opportunities; `is_open` keeps those that somebody can be proposed for today."""
    today = date_in_wales(work.now)
    return await opportunity_store.list_page(
        work, after=after, limit=limit, lot=lot, kind=kind, is_open=is_open, today=today
    )


async def count_opportunities(
    work: UnitOfWork, *, lot: str | None, kind: str | None, is_open: bool | None
) -> int:
    """Count the bank of opportunities."""
    today = date_in_wales(work.now)
    return await opportunity_store.count(work, lot=lot, kind=kind, is_open=is_open, today=today)


async def placement(work: UnitOfWork, placement_id: UUID) -> Placement:
    """Answer a placement without why it ended. Raises NotFound."""
    found = await placement_store.get(work, placement_id)
    _note(work, [found])
    return found


async def explained_placement(work: UnitOfWork, placement_id: UUID, *, by: Permitted) -> Placement:
    """Answer a placement and why it ended; `by` is the permission that was checked. Raises NotFound."""
    found = await placement(work, placement_id)
    work.readings.note([FieldClass.PLACEMENT_REASONS], [shown(found)], by=by)
    return found


async def placements(work: UnitOfWork, *, after: UUID, limit: int, status: Status | None) -> list[Placement]:
    """List the caller's own placements."""
    found = await placement_store.list_page(work, after=after, limit=limit, status=status)
    _note(work, found[: limit - 1])  # the one beyond the page is not shown
    return found


async def count_placements(work: UnitOfWork, *, status: Status | None) -> int:
    """Count the caller's own placements."""
    return await placement_store.count(work, status=status)


async def open_opportunities(
    work: UnitOfWork, lots: Sequence[str], today: date
) -> Mapping[str, list[OpenOpportunities]]:
    """Count what is on offer today, full or not, by lot and every kind there is."""
    found = await figure_store.open_opportunities(work, lots, today)
    return {lot: opportunities_of_kinds(by_kind, PlacementKind) for lot, by_kind in found.items()}


async def placement_counts(
    work: UnitOfWork, keys: Sequence[str], by: GroupBy, as_of: date
) -> Mapping[str, list[PlacementCounts]]:
    """Count placements by every kind there is, under each of the keys, out of the rows that the caller may
    see."""
    found = await figure_store.placements(work, by, keys, as_of)
    return {key: placements_of_kinds(by_kind, PlacementKind) for key, by_kind in found.items()}


async def employers_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Employer]:
    """Answer those of the employers that are in the bank."""
    return await employer_store.get_many(work, ids)


async def contacts_by_employer(work: UnitOfWork, employers: Sequence[UUID]) -> Mapping[UUID, Contacts]:
    """Answer who to speak to at each employer."""
    return await contact_store.get_many(work, employers)


async def opportunities_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Opportunity]:
    """Answer those of the opportunities that are in the bank."""
    return await opportunity_store.get_many(work, ids)


async def placements_by_participant(
    work: UnitOfWork, participants: Sequence[UUID]
) -> Mapping[UUID, list[Placement]]:
    """Answer people's placements with the caller's organisation."""
    found = await placement_store.of_participants(work, participants)
    _note(work, [each for of_one in found.values() for each in of_one])
    return found


async def all_placements_of(work: UnitOfWork, participant: UUID) -> list[Placement]:
    """Answer every placement of a person that can be seen, and why it ended."""
    found = await placement_store.all_of_participant(work, participant)
    _note(work, found)
    work.readings.note([FieldClass.PLACEMENT_REASONS], [shown(each) for each in found])
    return found


async def matches(work: UnitOfWork, opportunity_id: UUID, *, limit: int) -> OpportunityMatches:
    """Match the ready people of the caller's organisation with an opportunity: the best, as many as the
    limit, and why others do not match. Raises NotFound, LotNotYours."""
    found = await opportunity_store.get(work, opportunity_id)
    check_places(work.caller, found.lot, date_in_wales(work.now), across=True)
    return (await matches_by_opportunity(work, [opportunity_id], limit))[opportunity_id]


async def matches_by_opportunity(
    work: UnitOfWork, ids: Sequence[UUID], limit: int
) -> Mapping[UUID, OpportunityMatches]:
    """The same for several opportunities, those of them that are in lots in which the caller places
    people."""
    today = date_in_wales(work.now)
    people = await ready_store.all_of_them(work, today)
    found = {}
    for id, each in (await opportunity_store.get_many(work, ids)).items():
        if places_in(work.caller, each.lot, today, across=True):
            ranked = rank(each, people, today, adjoining(each.lot))
            found[id] = OpportunityMatches(each, today, Matches(ranked.matched[:limit], ranked.not_matched))
    _note_ready(work, [each.candidate for one in found.values() for each in one.matches.matched])
    return found


async def ready_counts(work: UnitOfWork, lots: Sequence[str], today: date) -> Mapping[str, ReadyCounts]:
    """Count who is ready for placement of the caller's organisation, in each lot."""
    return await ready_store.counts(work, lots, today)


async def ready_people(work: UnitOfWork, *, after: UUID, limit: int) -> list[Candidate]:
    """List who is ready for placement of the caller's organisation."""
    found = await ready_store.list_page(work, date_in_wales(work.now), after=after, limit=limit)
    _note_ready(work, found[: limit - 1])  # the one beyond the page is not shown
    return found


async def openings(work: UnitOfWork, enrolment_id: UUID, *, limit: int) -> list[Opening]:
    """Match the open opportunities, in the lots in which the caller places people, with a ready person of the
    caller's organisation. Raises NotFound."""
    today = date_in_wales(work.now)
    person = await ready_store.get(work, enrolment_id, today)
    _note_ready(work, [person])
    found = [
        Opening(each, match(each, person, today, adjoining(each.lot)), today)
        for each in await opportunity_store.open_ones(work, today)
        if places_in(work.caller, each.lot, today, across=True)
        and not lacks(each, person, today, adjoining(each.lot))
    ]
    found.sort(key=lambda each: (each.match.rank, each.opportunity.id))
    return found[:limit]


async def note_offered(work: UnitOfWork, opportunity_id: UUID) -> None:
    """Note that the caller's people at an opportunity are shown in the answer to a command."""
    _note(work, await placement_store.at_opportunity(work, opportunity_id))


def note_matched(work: UnitOfWork, matched: Iterable[Match]) -> None:
    """Note that people are shown as matches of an opportunity."""
    _note_ready(work, [each.candidate for each in matched])


async def note_answered(work: UnitOfWork, placement_id: UUID) -> None:
    """Note that a placement is shown in the answer to a command."""
    await placement(work, placement_id)


def _note_ready(work: UnitOfWork, people: Iterable[Candidate]) -> None:
    """Note that ready people are shown."""
    told = [each.readiness for each in people]
    work.readings.note(
        [FieldClass.READINESS],
        [Shown(each.provider, participant=each.participant_id, things=[each.enrolment_id]) for each in told],
    )


def _note(work: UnitOfWork, placements: Iterable[Placement]) -> None:
    """Note that placements are shown."""
    work.readings.note([FieldClass.PLACEMENTS], [shown(each) for each in placements])


def shown(placement: Placement) -> Shown:
    """Describe a placement that is shown."""
    return Shown(placement.provider, participant=placement.participant_id, things=[placement.id])
