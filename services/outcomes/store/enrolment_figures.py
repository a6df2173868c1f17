"""Saves what figures are counted from; a fact that changes nothing of it leaves no trace in the tables that
figures scan."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.store import changes, combinations
from services.outcomes.store.combinations import Words, words_of
from services.outcomes.tables import CellRow, EnrolmentRow, ProfileRow, SituationRow

Cells = Mapping[Words, int]
"""Keys of operations in lots, by their words."""

cell_of: Final = attrgetter(*words_of(CellRow))
"""The words of an enrolment's cell."""
_fixed_of: Final = attrgetter(*words_of(CellRow), "registered_on")
"""What only a restatement changes."""
_profile_of: Final = attrgetter(*words_of(ProfileRow))
_situation_of: Final = attrgetter(*words_of(SituationRow))


async def cells(connection: asyncpg.Connection, case_files: Sequence[CaseFile]) -> Cells:
    """The keys of the cells that these enrolments are counted in."""
    wanted = {cell_of(each.enrolment) for each in case_files}
    return await combinations.keys(connection, CellRow, wanted) if wanted else {}


async def save(
    connection: asyncpg.Connection, case_files: Sequence[CaseFile], cells: Cells, *, at: datetime
) -> None:
    """What is counted of an enrolment, if it changed. `cells` has those of all whose cell may be new."""
    gone = [each for each in case_files if each.is_withdrawn]
    causes = [each.cause for each in gone]
    await changes.delete(connection, EnrolmentRow, [each.enrolment.id for each in gone], causes, at=at)
    changed = [
        each
        for each in case_files
        if not each.is_withdrawn
        and (each.loaded is None or _counted(each.enrolment) != _counted(each.loaded))
    ]
    if not changed:
        return
    profiles = await combinations.keys(
        connection, ProfileRow, {_profile_of(each.enrolment.characteristics) for each in changed}
    )
    situations = await combinations.keys(
        connection, SituationRow, {_situation_of(each.enrolment.characteristics) for each in changed}
    )

    def row(enrolment: Enrolment) -> dict[str, Any]:
        left = enrolment.exit
        return {
            "id": enrolment.id,
            "provider": enrolment.provider,
            "programme": enrolment.programme,
            "cell": cells[cell_of(enrolment)],
            "profile": profiles[_profile_of(enrolment.characteristics)],
            "situation": situations[_situation_of(enrolment.characteristics)],
            "registered_on": enrolment.registered_on,
            "exit_on": (left.left_on or left.recorded_on) if left else None,
            "left_on": left.left_on if left else None,
            "exit_kind": left.kind if left else None,
        }

    rows, causes = [row(each.enrolment) for each in changed], [each.cause for each in changed]
    await changes.upsert(connection, EnrolmentRow, rows, causes, at=at)


def _counted(enrolment: Enrolment) -> tuple[Any, ...]:
    """What of an enrolment is counted."""
    left = enrolment.exit
    exit_on = (left.left_on, left.recorded_on, left.kind) if left else None
    return _fixed_of(enrolment), enrolment.characteristics, exit_on
