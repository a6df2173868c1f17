"""What is done with facts: load every enrolment they name, fold each one's facts over it, save what changed,
announce what follows."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.outcomes.commands import fact_mapping
from services.outcomes.commands.last_contacts import is_touch, touch_of
from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.quality import Finding, second_open_records
from services.outcomes.programmes import shipped
from services.outcomes.store import last_contacts, loading, pending_facts, saving
from services.outcomes.store.pending_facts import Told
from shared.contracts.outcome import OutcomeAchieved, OutcomeClaimed, OutcomeWithdrawn
from shared.contracts.participant import ParticipantRegistered
from shared.contracts.placement import PlacementCompleted, PlacementStarted
from shared.messaging.fact import Fact
from shared.unit_of_work import UnitOfWork

_MAY_CROSS: frozenset[type[Fact]] = frozenset({ParticipantRegistered, PlacementStarted, PlacementCompleted})
"""A registration and facts about placements can overtake each other, on two topics."""

By = dict[UUID, list[Told]]
"""Facts by enrolment; of one enrolment in the order in which they were announced."""


async def take_in(work: UnitOfWork, facts: Sequence[Told]) -> None:
    """Take in a set of facts with a constant number of statements.

    A fact about an enrolment that is not known yet (a placement can overtake the registration on another
    topic) is kept until it is, and then taken in right after the registration.

    Raises KeyError where a registration names a programme that is not shipped."""
    connection = await work.connection()
    if not _MAY_CROSS.isdisjoint(map(type, facts)):
        await pending_facts.take_turns(connection)
    by: By = {}
    for fact in facts:
        by.setdefault(fact.enrolment_id, []).append(fact)
    touches = {id: facts for id, facts in by.items() if all(map(is_touch, facts))}
    changes = {id: facts for id, facts in by.items() if id not in touches}
    unknown = await last_contacts.touch(
        connection, [touch_of(id, facts) for id, facts in touches.items()], at=work.now
    )
    orphans = [fact for id in unknown for fact in touches[id]]
    if changes:
        orphans += await _change(work, changes)
    if orphans:
        await pending_facts.keep(connection, orphans, at=work.now)


async def _change(work: UnitOfWork, changes: By) -> list[Told]:
    """Apply facts that change more than the date of a last contact. Answers those that have to wait."""
    connection = await work.connection()
    people = {fact.participant_id for facts in changes.values() for fact in facts}
    dossiers = await loading.load(connection, enrolments=list(changes), participants=list(people))
    new = [id for id, facts in changes.items() if id not in dossiers and _registration(facts)]
    waited = await pending_facts.release(connection, new) if new else {}
    orphans: list[Told] = []
    changed: dict[UUID, CaseFile] = {}
    for id, facts in changes.items():
        dossier, registration = dossiers.get(id), _registration(facts)
        if dossier is None and registration is None:
            orphans += facts
            continue
        if dossier is None and registration is not None:
            dossier = CaseFile(shipped()[registration.programme], fact_mapping.registered(registration))
            dossiers[id] = dossier
            facts = [*waited.get(id, ()), *facts]  # noqa: PLW2901
        if dossier is not None:
            changed[id] = dossier
            for fact in facts:
                _apply(work, dossier, fact)
    _examine(dossiers, changed)
    await saving.save(connection, list(changed.values()), at=work.now)
    return orphans


def _registration(facts: Iterable[Told]) -> ParticipantRegistered | None:
    return next((fact for fact in facts if type(fact) is ParticipantRegistered), None)


def _apply(work: UnitOfWork, dossier: CaseFile, fact: Told) -> None:
    """One fact, and all that follows from it."""
    dossier.enrolment = enrolment = fact_mapping.after(dossier.enrolment, fact)
    about = {
        "enrolment_id": enrolment.id,
        "participant_id": enrolment.participant,
        "provider": enrolment.provider,
        "happened_at": fact.happened_at,
    }
    achieved = fact_mapping.achievement(fact)
    if achieved is not None and dossier.achieve(achieved):
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
    settled = dossier.decide_claims(fact_mapping.name_of(fact))
    about["programme"] = enrolment.programme
    for withdrawal in settled.changed.withdraw:
        work.announce(
            OutcomeWithdrawn(
                **about, claim_id=withdrawal.id, category=withdrawal.category, reason=withdrawal.reason
            )
        )
    for claim in settled.claimed:
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


def _examine(dossiers: dict[UUID, CaseFile], changed: dict[UUID, CaseFile]) -> None:
    """Find anew what is to be mended, also in other records of a person whose records changed; those are
    then among the changed."""
    people: dict[UUID, list[CaseFile]] = {}
    for dossier in dossiers.values():
        people.setdefault(dossier.enrolment.participant, []).append(dossier)
    for records in people.values():
        beside: dict[UUID, list[Finding]] = {}
        if len(records) > 1:
            for id, finding in second_open_records(each.enrolment for each in records):
                beside.setdefault(id, []).append(finding)
        for dossier in records:
            id = dossier.enrolment.id
            if id in changed or len(records) > 1:
                dossier.check_quality(beside.get(id, ()))
                changed[id] = dossier
