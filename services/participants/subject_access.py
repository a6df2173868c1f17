"""Tells everything that participants knows about a person, and puts together with it what the other services
know."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from services.participants import queries
from services.participants.schemas.due import DueOut
from services.participants.schemas.mending import RecordWithVersionsOut
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.persistence.whole_rows import whole_rows
from shared.unit_of_work import UnitOfWork
from shared.web.subject_access import Known

_SEALED: Final = ("identity", "ni_index")
_GATHERED: Final = ("readings", "on_their_way")
_WHO: Final = itemgetter("organisation", "role")


async def everything(work: UnitOfWork, participant: UUID, referrals: Sequence[UUID]) -> Known:
    """Tell what is known of a participant. Raises NotFound."""
    async with work.within_scope():
        found = await queries.participant(work, participant)
        connection = await work.connection()
        provider = found.enrolments[0].provider
        due = await queries.due_of(work, participant, provider=provider)
        work.readings.note(
            [FieldClass.DUE], [Shown(provider, participant=participant, things=[each.id for each in due])]
        )
        [kept] = await whole_rows(connection, "participant", "id", [participant], without=_SEALED)
        return {
            "participant": {**kept, "person": dict(found.identity)},
            "enrolments": await whole_rows(connection, "enrolment", "participant_id", [participant]),
            "records": [
                RecordWithVersionsOut.of_mended(each).model_dump(mode="json")
                for each in await queries.with_corrections(work, found)
            ],
            "due": [DueOut.of(each, found.mentors).model_dump(mode="json") for each in due],
            "changes": await whole_rows(
                connection, "change", "enrolment_id", [each.id for each in found.enrolments]
            ),
            "limits": await whole_rows(connection, "processing_limit", "participant_id", [participant]),
            "expected": await whole_rows(connection, "expected", "referral_id", referrals),
        }


def put_together(parts: Mapping[str, Known], *, at: datetime) -> Known:
    """Put the parts of all services together, with who was shown what, taken from all their readings."""
    readings = sorted(
        (each for part in parts.values() for each in part["readings"]), key=itemgetter("read_at")
    )
    told = {name: {key: part[key] for key in part if key not in _GATHERED} for name, part in parts.items()}
    on_their_way = [
        {"service": name, **each} for name, part in parts.items() for each in part["on_their_way"]
    ]
    return {
        "answered_at": at.isoformat(),
        **told,
        "on_their_way": on_their_way,
        "received": _received(readings),
        "readings": readings,
    }


def _received(readings: Iterable[Mapping[str, Any]]) -> list[Known]:
    """Sum up by whom the person was read: which organisation in which role was shown what, how often, and
    when first and last."""
    summed = []
    for (organisation, role), group in groupby(sorted(readings, key=_WHO), key=_WHO):
        of_one = sorted(group, key=itemgetter("read_at"))
        summed.append(
            {
                "organisation": organisation,
                "role": role,
                "fields": sorted({name for each in of_one for name in each["fields"]}),
                "purposes": sorted({each["purpose"] for each in of_one if each["purpose"]}),
                "times": len(of_one),
                "first": of_one[0]["read_at"],
                "last": of_one[-1]["read_at"],
            }
        )
    return summed
