"""Accepts a batch of posted events: loads every subject it names, applies each event in memory, saves what
changed and announces what happened. A refused event is an entry in the answer, not an end to the batch."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from services.participants.commands import kept_people
from services.participants.commands.batch import MENDS, Accepted, Batch, Outcome
from services.participants.commands.provider_lock import provider_lock
from services.participants.commands.referred_person import ReferredPerson, ReferredPersons
from services.participants.domain.ni_number import matching_number
from services.participants.forms.contact_recorded import Contact
from services.participants.forms.posted_event import PostedEvent
from services.participants.forms.registered import Registration
from services.participants.store import enrolments, expected_referrals, mentors, people, records
from services.participants.store import provider_lock as provider_lock_store
from shared.clock import date_in_wales
from shared.event_loop_turns import in_turns
from shared.unit_of_work import UnitOfWork


async def accept_batch(
    work: UnitOfWork, posted: Sequence[PostedEvent], referred: ReferredPersons, *, is_dry_run: bool = False
) -> list[Outcome]:
    """Take in posted events, in order; return one outcome per event. `referred` holds the people whom
    registrations carry over. The number of statements does not depend on the size of the batch. A dry run
    decides the same, and saves and announces nothing."""
    async with provider_lock(work.caller.organisation):
        await provider_lock_store.acquire(work)
        batch = await _load(work, posted, referred)
        outcomes = await in_turns(map(batch.accept, posted))
        if is_dry_run:
            return [_tried(outcome) for outcome in outcomes]
        await _save(work, batch)
        work.announce(*batch.facts)
        return outcomes


def _tried(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Accepted) and not outcome.duplicate:
        return outcome._replace(is_kept=False)
    return outcome


def carried_over(posted: Iterable[PostedEvent]) -> set[UUID]:
    """List the referrals of which something is carried over into the registration."""
    return {
        form.referral for form in _registrations(posted) if form.referral is not None and form.carries_over()
    }


async def _load(work: UnitOfWork, posted: Sequence[PostedEvent], referred: ReferredPersons) -> Batch:
    subjects = {event.subject for event in posted}
    for event in posted:
        if type(event.form) is Contact:
            subjects.update(event.form.also_came)
    registering = {event.subject for event in posted if type(event.form) is Registration}
    referral_ids = {form.referral for form in _registrations(posted) if form.referral is not None}
    ni_numbers = _ni_numbers(posted, referred)
    kept = await kept_people.load(work, [event for event in posted if type(event.form) in MENDS], ni_numbers)
    loaded = await enrolments.of_references(work, subjects | kept.people.keys())
    return Batch(
        caller=work.caller,
        new_id=work.new_id,
        referred=referred,
        fingerprints=await records.fingerprints(work, [event.record_id for event in posted]),
        enrolments=loaded,
        people=await people.ids_by_reference(work, registering),
        waiting_referrals=await expected_referrals.waiting(work, referral_ids),
        ni_numbers=await people.known_ni_numbers(work, ni_numbers),
        mendings=await kept_people.mendings(work, kept, loaded),
        today=date_in_wales(work.now),
    )


async def _save(work: UnitOfWork, batch: Batch) -> None:
    await people.insert(work, batch.people_added)
    await enrolments.insert(work, batch.enrolments_added.values())
    await enrolments.update(work, batch.enrolments_changed.values(), before=batch.loaded)
    await mentors.insert_new(work, batch.mentors)
    await records.insert(work, batch.records)
    await kept_people.save(work, batch.mendings)
    await expected_referrals.expect_again(work, batch.referrals_to_expect)
    await expected_referrals.mark_registered(work, batch.referrals_registered)


def _registrations(posted: Iterable[PostedEvent]) -> Iterator[Registration]:
    # type() is: isinstance is slow with a model's class, and every event is asked
    return (event.form for event in posted if type(event.form) is Registration)


def _ni_numbers(posted: Iterable[PostedEvent], referred: ReferredPersons) -> set[str]:
    """List the NI numbers of the people who are registered, as far as they can be matched."""
    identities = [
        {"national_insurance_number": form.person.national_insurance_number}
        for form in _registrations(posted)
        if form.person is not None
    ]
    carried = [each.identity for each in referred.values() if isinstance(each, ReferredPerson)]
    numbers = [matching_number(identity) for identity in (*identities, *carried)]
    return {number for number in numbers if number is not None}
