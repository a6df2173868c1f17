"""Reads what lots, providers and mentors carry, and which forms are incomplete there."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from services.participants.domain.caseload import Caseload, GroupBy, MentorLoad, caseload
from services.participants.domain.incomplete_forms import IncompleteForms
from services.participants.domain.incomplete_forms import incomplete_forms as count_forms
from services.participants.programmes import programme
from services.participants.store import caseloads as caseload_store
from services.participants.store import incomplete_forms as form_store
from services.participants.store import mentors as mentor_store
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.unit_of_work import UnitOfWork

_ALL_DUE: Final = 1_000


async def caseloads(
    work: UnitOfWork, keys: Sequence[str], by: GroupBy, of_programme: str | None
) -> Mapping[str, Caseload]:
    """Count open files under each key, of one programme or of all. Raises UnknownProgramme."""
    known = None if of_programme is None else programme(of_programme).code
    found = await caseload_store.shares(work, by, keys, programme=known)
    return {key: caseload(shares) for key, shares in found.items()}


async def mentors(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, MentorLoad]:
    """Count what mentors carry over all their lots; whoever was ever allocated is found."""
    found = await mentor_store.loads(work, ids)
    shown = [Shown(each.provider, things=[each.id]) for each in found.values()]
    work.readings.note([FieldClass.CASELOAD], shown)
    return found


async def mentor_references(work: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Answer by which reference their provider knows mentors."""
    return await mentor_store.references(work, ids)


async def named_mentors(work: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Answer by which reference the caller's organisation knows mentors that it asks for by id."""
    found = await mentor_references(work, ids)
    provider = work.caller.organisation
    work.readings.note([FieldClass.CASELOAD], [Shown(provider, things=[each]) for each in found])
    return found


async def incomplete_forms(
    work: UnitOfWork, *, of_programme: str | None, lot: str | None
) -> tuple[IncompleteForms, ...]:
    """Count incomplete forms by provider and form, of one programme or of all. Raises UnknownProgramme."""
    known = None if of_programme is None else programme(of_programme).code
    return count_forms(await form_store.counts(work, programme=known, lot=lot))
