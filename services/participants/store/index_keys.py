"""Keeps which versions of the index key are in use, and writes the indexes of NI numbers anew under the
newest. All versions are looked up, and the newest is written."""

from uuid import UUID

import orjson

from services.participants.domain.ni_number import ni_number_of
from shared.unit_of_work import UnitOfWork

_VERSIONS = "SELECT version FROM index_key"
_ADD = "INSERT INTO index_key VALUES ($1) ON CONFLICT DO NOTHING"
_PROVIDERS = "SELECT DISTINCT provider FROM participant WHERE ni_index_version < $1"
_OLD = """
SELECT id, identity FROM participant WHERE provider = $1 AND ni_index_version < $2 ORDER BY id LIMIT $3
"""
_REPLACE = """
UPDATE participant SET ni_index = new.digest, ni_index_version = $3
FROM unnest($1::uuid[], $2::bytea[]) AS new (id, digest) WHERE participant.id = new.id
"""
_RETIRE = "DELETE FROM index_key WHERE version < $1 RETURNING version"


async def versions(work: UnitOfWork) -> list[int]:
    """List the versions in use. Whoever looks up and then writes holds the provider's lock, under which its
    people's indexes are written anew: what is looked up is what there is."""
    return [row["version"] for row in await (await work.connection()).fetch(_VERSIONS)]


async def add(work: UnitOfWork, version: int) -> None:
    """Have new indexes written under a version, and looked up under it as well."""
    await (await work.connection()).execute(_ADD, version)


async def providers_with_old(work: UnitOfWork, newest: int) -> list[UUID]:
    """List the providers some of whose people have an index under an older version."""
    return [row["provider"] for row in await (await work.connection()).fetch(_PROVIDERS, newest)]


async def replace_old(work: UnitOfWork, provider: UUID, newest: int, *, limit: int) -> int:
    """Write at most `limit` indexes of a provider's people anew, and count them; whoever calls holds the
    provider's lock."""
    connection = await work.connection()
    rows = await connection.fetch(_OLD, provider, newest, limit)
    await work.cipher.load([row["id"] for row in rows])
    digests = [work.cipher.blind_index(_number(work, *row), version=newest) for row in rows]
    await connection.execute(_REPLACE, [row["id"] for row in rows], digests, newest)
    return len(rows)


async def retire(work: UnitOfWork, newest: int) -> list[int]:
    """Retire every version but the newest, and return them. Raises asyncpg.ForeignKeyViolationError where one
    is still in use."""
    rows = await (await work.connection()).fetch(_RETIRE, newest)
    return sorted(row["version"] for row in rows)


def _number(work: UnitOfWork, person: UUID, identity: bytes) -> str:
    """Read the NI number of somebody who has an index; there would be none without."""
    opened = work.cipher.decrypt(identity, person=person, column="participant.identity", row=person)
    number = ni_number_of(orjson.loads(opened))
    return number.text if number is not None else ""
