"""Processes facts as a set: loads every enrolment they name, applies each one's facts in order, saves what
changed and announces what follows."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.outcomes.commands import fact_mapping
from services.outcomes.commands.last_contacts import is_contact, last_contact
from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.quality import Finding, second_open_records
from services.outcomes.programmes import all_programmes
from services.outcomes.store import case_files, last_contacts, participant_locks, pending_facts
from services.outcomes.store.pending_facts import AboutEnrolment
from shared.contracts.outcome import OutcomeAchieved, OutcomeClaimed, OutcomeWithdrawn
from shared.contracts.participant import ParticipantRegistered
from shared.unit_of_work import UnitOfWork

FactsByEnrolment = dict[UUID, list[AboutEnrolment]]
"""Of one enrolment in the order in which they were announced."""


async def process_facts(work: UnitOfWork, facts: Sequence[AboutEnrolment]) -> None:
    """Process a set of facts with a constant number of statements.

    A fact about an enrolment that is not known yet (a contact or a placement can overtake the registration
    on another topic) is kept until it is, and then processed right after the registration. One about somebody
    who was erased is not kept.

    Raises KeyError where a registration names a programme that is not there."""
    connection = await work.connection()
    by_enrolment: FactsByEnrolment = {}
    for fact in facts:
        by_enrolment.setdefault(fact.enrolment_id, []).append(fact)
    await _lock_unknown(work, by_enrolment)
    contacts = {id: facts for id, facts in by_enrolment.items() if all(map(is_contact, facts))}
    changes = {id: facts for id, facts in by_enrolment.items() if id not in contacts}
    unknown = await last_contacts.save(
        connection, [last_contact(id, facts) for id, facts in contacts.items()], at=work.now
    )
    orphans = [fact for id in unknown for fact in contacts[id]]
    if changes:
        orphans += await _change(work, changes)
    if orphans:
        erased = await work.cipher.destroyed({fact.participant_id for fact in orphans})
        awaited = [fact for fact in orphans if fact.participant_id not in erased]
        await pending_facts.keep(connection, awaited, at=work.now)


async def _lock_unknown(work: UnitOfWork, by_enrolment: FactsByEnrolment) -> None:
    """Of a registration and a fact that overtakes it, and of two registrations of one participant, whoever
    comes second must see what the first one wrote. Locks come before any row is locked."""
    connection = await work.connection()
    known = await case_files.known(connection, list(by_enrolment))
    await participant_locks.lock(
        connection, {facts[0].participant_id for id, facts in by_enrolment.items() if id not in known}
    )


async def _change(work: UnitOfWork, changes: FactsByEnrolment) -> list[AboutEnrolment]:
    """Apply facts that change more than the date of a last contact. Returns those whose enrolment is not
    known."""
    connection = await work.connection()
    people = {fact.participant_id for facts in changes.values() for fact in facts}
    loaded = await case_files.load(connection, enrolments=list(changes), participants=list(people))
    new = [id for id, facts in changes.items() if id not in loaded and _registration(facts)]
    pending = await pending_facts.release(connection, new) if new else {}
    orphans: list[AboutEnrolment] = []
    changed: dict[UUID, CaseFile] = {}
    for id, facts in changes.items():
        case_file = loaded.get(id)
        if case_file is None:
            registration = _registration(facts)
            if registration is None:
                orphans += facts
                continue
            programme = all_programmes()[registration.programme]
            case_file = loaded[id] = CaseFile(programme, fact_mapping.registered(registration))
        changed[id] = case_file
        for fact in (*pending.get(id, ()), *facts):
            _apply(work, case_file, fact)
    _check_quality(loaded, changed)
    await case_files.save(connection, list(changed.values()), at=work.now)
    return orphans


def _registration(facts: Iterable[AboutEnrolment]) -> ParticipantRegistered | None:
    return next((fact for fact in facts if type(fact) is ParticipantRegistered), None)


def _apply(work: UnitOfWork, case_file: CaseFile, fact: AboutEnrolment) -> None:
    """Apply one fact, and announce all that follows from it."""
    case_file.enrolment = enrolment = fact_mapping.after(case_file.enrolment, fact)
    about = {
        "enrolment_id": enrolment.id,
        "participant_id": enrolment.participant,
        "provider": enrolment.provider,
        "happened_at": fact.happened_at,
    }
    achieved = fact_mapping.achievement(fact)
    if achieved is not None and case_file.achieve(achieved):
        work.announce(
            OutcomeAchieved(
                **about,
                achievement_id=achieved.id,
                kind=achieved.kind,
                achieved_on=achieved.achieved_on,
                evidence=achieved.evidence,
            )
        )
    if type(fact) not in fact_mapping.DECISIVE:
        return
    decided = case_file.decide_claims(fact_mapping.reason_of(fact))
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
        people.setdefault(case_file.enrolment.participant, []).append(case_file)
    for records in people.values():
        beside: dict[UUID, list[Finding]] = {}
        if len(records) > 1:
            for id, finding in second_open_records(each.enrolment for each in records):
                beside.setdefault(id, []).append(finding)
        for case_file in records:
            id = case_file.enrolment.id
            if id in changed or len(records) > 1:
                case_file.check_quality(beside.get(id, ()))
                changed[id] = case_file
