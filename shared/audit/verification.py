"""Verifies the audit of a service: every segment is recomputed from the rows, the chain is followed, and
compared with what was anchored. A row that was changed, dropped, reordered, added later or back-dated is
found."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any, Final, NamedTuple

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from shared.audit.anchors import is_signed
from shared.audit.sealing import ROW_DIGEST, SEGMENT_DIGEST

LONGEST_TRANSACTION: Final = timedelta(minutes=2)
"""A row may be written this long before its transaction is seen to have ended."""

_SEGMENTS: Final = f"""
SELECT number, from_xid::text, to_xid::text, readings, digest, sealed_at, count(seq) AS found,
       coalesce({SEGMENT_DIGEST.format(before="before")}, ''::bytea) AS recomputed,
       min(read_at) AS first_read_at
FROM (SELECT *, lag(digest) OVER (ORDER BY number) AS before FROM reading_segment) AS segment
LEFT JOIN LATERAL (
    SELECT seq, xid, read_at, {ROW_DIGEST} AS row_digest FROM reading
    WHERE xid >= from_xid AND xid < to_xid
) AS kept ON true
GROUP BY number, from_xid, to_xid, readings, digest, sealed_at, before ORDER BY number
"""  # noqa: S608  (our own expressions)


class Fault(NamedTuple):
    """Something that nobody could have written rightfully. `segment` is 0 where it is about none."""

    segment: int
    what: str


async def segments(connection: asyncpg.Connection) -> list[dict[str, Any]]:
    """Recompute every segment from the rows."""
    return [dict(row) for row in await connection.fetch(_SEGMENTS)]


def faults(
    recomputed: Sequence[Mapping[str, Any]],
    anchored: Sequence[Mapping[str, Any]],
    key: EllipticCurvePublicKey,
) -> list[Fault]:
    """Compare a chain with its rows and with its anchors."""
    return [*_of_chain(recomputed), *_of_anchors(recomputed, anchored, key)]


def _of_chain(recomputed: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    before: Mapping[str, Any] | None = None
    for number, each in enumerate(recomputed, start=1):
        if each["number"] != number or each["from_xid"] != (before["to_xid"] if before else "0"):
            yield Fault(each["number"], "the segment before is not there")
        if each["found"] != each["readings"]:
            yield Fault(each["number"], f"{each['readings']} readings were sealed, {each['found']} are there")
        elif each["recomputed"] != each["digest"]:
            yield Fault(each["number"], "a reading is not what was sealed, or not where it was")
        first = each["first_read_at"]
        if before and first is not None and first < before["sealed_at"] - LONGEST_TRANSACTION:
            yield Fault(each["number"], "a reading says that it was before the segment before was sealed")
        before = each


def _of_anchors(
    recomputed: Sequence[Mapping[str, Any]],
    anchored: Sequence[Mapping[str, Any]],
    key: EllipticCurvePublicKey,
) -> Iterator[Fault]:
    totals = accumulate(each["readings"] for each in recomputed)
    known = {each["number"]: (each["digest"], total) for each, total in zip(recomputed, totals, strict=True)}
    for each in anchored:
        if not is_signed(each, key):
            yield Fault(each["segment"], "an anchor was not signed by us")
        elif known.get(each["segment"]) != (each["digest"], each["readings"]):
            yield Fault(each["segment"], "the chain is not what was anchored")
