"""Loads whom a batch mends with everything that is kept of them, and saves what was mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from services.participants.commands.mendings import Mendings
from services.participants.commands.restating import Holders, Identity, KeptPerson
from services.participants.domain.enrolment import Enrolment, ParticipantId
from services.participants.domain.ni_number import matching_number
from services.participants.forms.person_corrected import PersonCorrection
from services.participants.forms.posted_event import PostedEvent
from services.participants.forms.records_amended import Amending
from services.participants.store import people, person_corrections, record_versions, records
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Kept:
    """People by reference: `mended` are those whom the batch mends, the others have an NI number that one of
    them has or gets."""

    mended: frozenset[str] = frozenset()
    people: Mapping[str, tuple[ParticipantId, Identity]] = field(default_factory=dict)
    holders: Holders = field(default_factory=dict)


async def load(work: UnitOfWork, posted: Sequence[PostedEvent], ni_numbers: Iterable[str]) -> Kept:
    """Load the people whom these events mend; `ni_numbers` are those of the people whom the batch registers.
    A batch that mends nothing pays nothing."""
    if not posted:
        return Kept()
    mended = frozenset(event.subject for event in posted)
    found = await people.to_mend(work, mended)
    told = [matching_number(identity) for identity in (*_told(posted), *(it for _, it in found.values()))]
    holders = await people.holders(work, {*ni_numbers, *(number for number in told if number)})
    others = {reference for each in holders.values() for reference in each.values()} - found.keys()
    if others:
        found |= await people.to_mend(work, others)
    return Kept(mended, found, {number: frozenset(each) for number, each in holders.items()})


async def mendings(work: UnitOfWork, kept: Kept, enrolments: Iterable[Enrolment]) -> Mendings:
    """Load everything that is recorded about these people."""
    own = [each for each in enrolments if each.reference in kept.people]
    recorded = await records.of_enrolments(work, [each.id for each in own]) if own else {}
    return Mendings(
        kept.mended,
        {
            reference: KeptPerson(
                id,
                identity,
                {each.id: tuple(recorded[each.id]) for each in own if each.reference == reference},
            )
            for reference, (id, identity) in kept.people.items()
        },
        kept.holders,
        now=work.now,
        caller=work.caller,
    )


async def save(work: UnitOfWork, done: Mendings) -> None:
    """Save what was mended: versions of records, and who people are from now on."""
    await record_versions.insert(
        work,
        [
            record_versions.NewVersion(
                each.participant_id,
                each.enrolment_id,
                each.record.id,
                len(each.record.versions),
                each.record.latest,
            )
            for each in done.versions
        ],
    )
    latest = {each.id: each for each in done.corrected}
    await people.correct(
        work, [(each.id, each.identity, matching_number(each.identity)) for each in latest.values()]
    )
    await person_corrections.insert(
        work,
        [
            person_corrections.PersonCorrection(each.record_id, each.id, each.old, each.new)
            for each in done.corrected
        ],
    )


def _told(posted: Iterable[PostedEvent]) -> Iterable[Mapping[str, Any]]:
    """List who the events say that somebody is."""
    for event in posted:
        if isinstance(event.form, PersonCorrection):
            yield event.form.person.told()
            continue
        for change in cast(Amending, event.form).named(event.derive_id, event.record_id):
            person = (change.amendment.data or {}).get("person")
            number = person.get("national_insurance_number") if isinstance(person, dict) else None
            if isinstance(number, str):
                yield {"national_insurance_number": number}
