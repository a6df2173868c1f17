"""Saves what figures are counted from; a fact that changes nothing of it leaves no trace in the tables that
figures scan."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.store import combinations
from services.outcomes.store.combinations import Words, words_of
from services.outcomes.tables import CellRow, EnrolmentRow, ProfileRow, SituationRow
from shared.persistence.bulk import insert_many, update_many

Cells = Mapping[Words, int]
"""Keys of operations in lots, by their words."""

cell_of: Final = attrgetter(*words_of(CellRow))
"""The words of an enrolment's cell."""
_profile_of: Final = attrgetter(*words_of(ProfileRow))
_situation_of: Final = attrgetter(*words_of(SituationRow))


async def cells(connection: asyncpg.Connection, case_files: Sequence[CaseFile]) -> Cells:
    """The keys of the cells that these enrolments are counted in."""
    wanted = {cell_of(each.enrolment) for each in case_files}
    return await combinations.keys(connection, CellRow, wanted) if wanted else {}


async def save(connection: asyncpg.Connection, case_files: Sequence[CaseFile], cells: Cells) -> None:
    """What is counted of an enrolment, if it changed. `cells` has those of new enrolments."""
    changed = [
        each.enrolment
        for each in case_files
        if each.loaded is None or _counted(each.enrolment) != _counted(each.loaded)
    ]
    if not changed:
        return
    new = {each.enrolment.id for each in case_files if each.loaded is None}
    profiles = await combinations.keys(
        connection, ProfileRow, {_profile_of(each.characteristics) for each in changed}
    )
    situations = await combinations.keys(
        connection, SituationRow, {_situation_of(each.characteristics) for each in changed}
    )

    def state(enrolment: Enrolment) -> dict[str, Any]:
        left = enrolment.exit
        return {
            "profile": profiles[_profile_of(enrolment.characteristics)],
            "situation": situations[_situation_of(enrolment.characteristics)],
            "exit_on": (left.left_on or left.recorded_on) if left else None,
            "left_on": left.left_on if left else None,
            "exit_kind": left.kind if left else None,
        }

    await insert_many(
        connection,
        EnrolmentRow,
        [
            {
                "id": each.id,
                "provider": each.provider,
                "programme": each.programme,
                "cell": cells[cell_of(each)],
                "registered_on": each.registered_on,
                **state(each),
            }
            for each in changed
            if each.id in new
        ],
    )
    await update_many(
        connection, EnrolmentRow, [{"id": each.id, **state(each)} for each in changed if each.id not in new]
    )


def _counted(enrolment: Enrolment) -> tuple[Any, ...]:
    """What of an enrolment is counted and can change."""
    left = enrolment.exit
    exit_on = (left.left_on, left.recorded_on, left.kind) if left else None
    return enrolment.characteristics, exit_on
