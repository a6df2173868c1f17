"""Processes facts as a set: loads every enrolment they name, applies each one's facts in order, saves what
changed and announces what follows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from services.outcomes.commands import fact_mapping, restatement
from services.outcomes.commands.last_contacts import Contact, are_contacts, last_contact
from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.quality import Finding, second_open_records
from services.outcomes.programmes import all_programmes
from services.outcomes.store import (
    case_files,
    last_contacts,
    participant_locks,
    pending_facts,
    settled_instant,
    support,
)
from services.outcomes.store.pending_facts import AboutEnrolment
from shared.clock import WALES, date_in_wales
from shared.contracts.outcome import OutcomeAchieved, OutcomeClaimed, OutcomeWithdrawn
from shared.contracts.participant import ParticipantRegistered
from shared.contracts.participant_restated import ParticipantRestated
from shared.unit_of_work import UnitOfWork

FactsByEnrolment = dict[UUID, list[AboutEnrolment]]
"""Of one enrolment in the order in which they were announced."""


async def process_facts(work: UnitOfWork, facts: Sequence[AboutEnrolment]) -> None:
    """Process a set of facts with a constant number of statements.

    A fact about an enrolment that is not known yet (a contact or a placement can overtake the registration
    on another topic) is kept until it is, and then processed right after the registration; so is one of
    mentoring that overtakes a restatement. One about somebody who was erased is not kept.

    Raises KeyError where a registration names a programme that is not there."""
    connection = await work.connection()
    by_enrolment: FactsByEnrolment = {}
    for fact in facts:
        by_enrolment.setdefault(fact.enrolment_id, []).append(fact)
    await _lock_participants(work, by_enrolment)
    contacts: dict[tuple[UUID, int], list[Contact]] = {}
    changes: FactsByEnrolment = {}
    for id, about in by_enrolment.items():
        if are_contacts(about):
            for contact in about:
                contacts.setdefault((id, contact.restatement), []).append(contact)
        else:
            changes[id] = about
    saved = await last_contacts.save(
        connection, [last_contact(*key, told) for key, told in contacts.items()], at=work.now
    )
    orphans: list[AboutEnrolment] = [fact for key in saved.waiting for fact in contacts[key]]
    applied: list[AboutEnrolment] = [fact for key in saved.taken for fact in contacts[key]]
    if saved.after_exit:
        await _find_again(work, saved.after_exit)
    if changes:
        orphans += await _change(work, changes, applied)
    await support.save(connection, applied)
    if orphans:
        erased = await work.cipher.destroyed({fact.participant_id for fact in orphans})
        awaited = [fact for fact in orphans if fact.participant_id not in erased]
        await pending_facts.keep(connection, awaited, at=work.now)


async def _find_again(work: UnitOfWork, enrolments: Sequence[UUID]) -> None:
    """Find anew what is to be mended in enrolments of which nothing else changed."""
    connection = await work.connection()
    people = await case_files.participants_of(connection, enrolments)
    loaded = await case_files.load(connection, enrolments=enrolments, participants=list(people))
    changed = {id: loaded[id] for id in enrolments}
    _check_quality(loaded, changed)
    await case_files.save(connection, list(changed.values()), at=await settled_instant.stamp(connection))


async def _lock_participants(work: UnitOfWork, by_enrolment: FactsByEnrolment) -> None:
    """Of a registration and a fact that overtakes it, and of two enrolments that become one participant's,
    whoever comes second must see what the first one wrote. Locks come before any row is locked."""
    connection = await work.connection()
    known = await case_files.known(connection, list(by_enrolment))
    await participant_locks.lock(
        connection,
        {
            facts[-1].participant_id
            for id, facts in by_enrolment.items()
            if id not in known or _is_restated(facts)
        },
    )


async def _change(
    work: UnitOfWork, changes: FactsByEnrolment, applied: list[AboutEnrolment]
) -> list[AboutEnrolment]:
    """Apply facts that change more than the date of a last contact, and add them to those applied. Returns
    those whose enrolment is not known, or whose restatement has not come."""
    connection = await work.connection()
    restated = [id for id, facts in changes.items() if _is_restated(facts)]
    people = {fact.participant_id for facts in changes.values() for fact in facts}
    if restated:
        people |= await case_files.participants_of(connection, restated)
    loaded = await case_files.load(connection, enrolments=list(changes), participants=list(people))
    opened = {
        id: registration
        for id, facts in changes.items()
        if id not in loaded and (registration := _registration(facts)) is not None
    }
    for id, registration in opened.items():
        programme = all_programmes()[registration.programme]
        loaded[id] = CaseFile(programme, fact_mapping.registered(registration))
    if again := [loaded[id] for id in restated if id in opened]:
        await case_files.recall(connection, again)
    released = opened.keys() | restated
    pending = await pending_facts.release(connection, list(released)) if released else {}
    day_began = datetime.combine(date_in_wales(work.now), time.min, tzinfo=WALES).astimezone(UTC)
    orphans: list[AboutEnrolment] = []
    changed: dict[UUID, CaseFile] = {}
    for id, facts in changes.items():
        if id not in loaded:
            # that nobody took part of whom nothing is known changes nothing
            orphans += [fact for fact in facts if type(fact) is not ParticipantRestated]
            continue
        case_file = changed[id] = loaded[id]
        case_file.cause = fact_mapping.cause_of(facts, day_began=day_began)
        kept = pending.get(id, ())
        told = (*facts, *kept) if id in restated else (*kept, *facts)
        # what came before the restatement that it was told under is there for it, or waits on
        early = _apply_all(work, case_file, told, applied)
        orphans += _apply_all(work, case_file, early, applied)
    _check_quality(loaded, changed)
    if changed:
        at = await settled_instant.stamp(connection)
        await case_files.save(connection, list(changed.values()), at=at)
    return orphans


def _apply_all(
    work: UnitOfWork, case_file: CaseFile, facts: Iterable[AboutEnrolment], applied: list[AboutEnrolment]
) -> list[AboutEnrolment]:
    """Apply facts in order, and add them to those applied. Returns those that wait for a restatement."""
    early = []
    for fact in facts:
        if restatement.waits(case_file, fact):
            early.append(fact)
        elif not restatement.is_in_summary(case_file, fact):
            _apply(work, case_file, fact)
            applied.append(fact)
    return early


def _registration(facts: Iterable[AboutEnrolment]) -> ParticipantRegistered | None:
    return next((found for fact in facts if (found := restatement.registration_in(fact)) is not None), None)


def _is_restated(facts: Iterable[AboutEnrolment]) -> bool:
    return any(type(fact) is ParticipantRestated for fact in facts)


def _apply(work: UnitOfWork, case_file: CaseFile, fact: AboutEnrolment) -> None:
    """Apply one fact, and announce all that follows from it."""
    anew = False
    if type(fact) is ParticipantRestated:
        before = case_file.enrolment.cell
        achieved = restatement.restate(case_file, fact)
        anew = case_file.enrolment.cell != before
    else:
        case_file.enrolment = fact_mapping.after(case_file.enrolment, fact)
        achievement = fact_mapping.achievement(fact)
        achieved = [achievement] if achievement is not None and case_file.achieve(achievement) else []
    enrolment = case_file.enrolment
    about = {
        "enrolment_id": enrolment.id,
        "participant_id": enrolment.participant,
        "provider": enrolment.provider,
        "happened_at": fact.happened_at,
    }
    for each in achieved:
        work.announce(
            OutcomeAchieved(
                **about,
                achievement_id=each.id,
                kind=each.kind,
                achieved_on=each.achieved_on,
                evidence=each.evidence,
                placement_id=each.id if each.placement else None,
            )
        )
    if not fact_mapping.is_decisive(fact):
        return
    decided = case_file.decide_claims(fact_mapping.reason_of(fact), anew=anew)
    about["programme"] = enrolment.programme
    for withdrawal in decided.changes.withdraw:
        work.announce(
            OutcomeWithdrawn(
                **about, claim_id=withdrawal.id, category=withdrawal.category, reason=withdrawal.reason
            )
        )
    for claim in decided.claimed:
        decision = claim.decision
        work.announce(
            OutcomeClaimed(
                **about,
                claim_id=claim.id,
                category=decision.category,
                counted_on=decision.counted_on,
                rule=decision.rule,
            )
        )


def _check_quality(loaded: dict[UUID, CaseFile], changed: dict[UUID, CaseFile]) -> None:
    """Find anew what is to be mended, also in other records of a person whose records changed; those are
    then among the changed."""
    people: dict[UUID, list[CaseFile]] = {}
    for case_file in loaded.values():
        if not case_file.is_withdrawn:
            people.setdefault(case_file.enrolment.participant, []).append(case_file)
    # who was somebody else's, or nobody's, is no longer beside the records that are left
    left_alone = {each.loaded.participant for each in changed.values() if each.is_restated and each.loaded}
    for participant, records in people.items():
        beside: dict[UUID, list[Finding]] = {}
        if len(records) > 1:
            for id, finding in second_open_records(each.enrolment for each in records):
                beside.setdefault(id, []).append(finding)
        for case_file in records:
            id = case_file.enrolment.id
            if id in changed or len(records) > 1 or participant in left_alone:
                case_file.check_quality(beside.get(id, ()))
                changed[id] = case_file
