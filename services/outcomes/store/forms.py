"""Soft outcomes, packed so that they are counted quickly: four answers to a number, which a scan groups by.

A form of thirteen answers could be thirteen rows or thirteen columns; counted either way, those of a million
people take a second. Four answers in one number have no more than 6⁴ values. The answers in words stay with
the exit they came with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.domain.published import CHANGES
from services.outcomes.tables import PACKS

_WORDS = (None, *CHANGES)
_PLACES = {word: place for place, word in enumerate(_WORDS)}

_SAVE = """
INSERT INTO soft_outcome (enrolment_id, provider, programme, registered_on, exit_on, asked_on,
                          first, second, third, fourth)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::date[], $6::date[], $7::smallint[],
                     $8::smallint[], $9::smallint[], $10::smallint[])
ON CONFLICT (enrolment_id) DO UPDATE SET
    exit_on = excluded.exit_on, asked_on = excluded.asked_on, first = excluded.first,
    second = excluded.second, third = excluded.third, fourth = excluded.fourth
"""
_REMOVE = "DELETE FROM soft_outcome WHERE enrolment_id = ANY($1)"


def pack(indicators: Sequence[str], answers: Mapping[str, str]) -> int:
    """The answers to some indicators as one number; no answer is one of the six."""
    packed = 0
    for indicator in reversed(indicators):
        packed = packed * len(_WORDS) + _PLACES[answers.get(indicator)]
    return packed


def unpack(indicators: Sequence[str], packed: int) -> Iterable[tuple[str, str]]:
    """Indicator and answer, where there is one."""
    for indicator in indicators:
        packed, place = divmod(packed, len(_WORDS))
        word = _WORDS[place]
        if word is not None:
            yield indicator, word


async def save_forms(connection: asyncpg.Connection, dossiers: Sequence[CaseFile]) -> None:
    """The soft outcomes of the last exit. Somebody who came back has none until they leave again; what was
    answered before stays in the history."""
    changed = [
        each for each in dossiers if each.enrolment.exit is not (each.loaded.exit if each.loaded else None)
    ]
    rows = [_row(each.enrolment) for each in changed]
    gone = [each.enrolment.id for each, row in zip(changed, rows, strict=True) if row is None]
    told = [row for row in rows if row is not None]
    if gone:
        await connection.execute(_REMOVE, gone)
    if told:
        await connection.execute(_SAVE, *zip(*told, strict=True))


def _row(enrolment: Enrolment) -> tuple[Any, ...] | None:
    left = enrolment.exit
    if left is None or not left.soft_outcomes:
        return None
    return (
        enrolment.id,
        enrolment.provider,
        enrolment.programme,
        enrolment.registered_on,
        left.left_on or left.recorded_on,
        left.soft_outcomes_on,
        *(pack(indicators, left.soft_outcomes) for indicators in PACKS.values()),
    )
