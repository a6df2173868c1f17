"""A master key is rotated while people are read and written: nothing fails, and afterwards nothing needs the
old one."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.field_encryption import rotation
from shared.field_encryption.field_cipher import FieldCipher, PersonErased
from shared.field_encryption.key_files import KeyMissing
from shared.field_encryption.key_ring import KeyRing
from shared.field_encryption.person_keys import destroy
from tests.eventually import eventually
from tests.shared.kit import Kit, a_key_ring
from tests.shared.notes.facts import MONDAY

PEOPLE = 100
BATCH = 10
PLACE = "participant.identity"


async def sealed(kit: Kit, people: list[UUID]) -> dict[UUID, bytes]:
    async with kit.work() as work:
        await work.cipher.create(people)
        return {id: work.cipher.encrypt(id.bytes, person=id, column=PLACE, row=id) for id in people}


async def opened(kit: Kit, values: dict[UUID, bytes]) -> None:
    """Read these people as a request does."""
    async with kit.work() as work:
        await work.cipher.load(list(values))
        for id, value in values.items():
            assert work.cipher.decrypt(value, person=id, column=PLACE, row=id) == id.bytes


async def opened_with(kit: Kit, keys: KeyRing, values: dict[UUID, bytes]) -> None:
    cipher = FieldCipher(keys, kit.driver)
    await cipher.load(list(values))
    for id, value in values.items():
        assert cipher.decrypt(value, person=id, column=PLACE, row=id) == id.bytes


async def test_a_rotation_that_is_killed_goes_on_beside_readers_writers_and_an_erasure(kit: Kit) -> None:
    values = await sealed(kit, [uuid4() for _ in range(PEOPLE)])
    erased = max(values)  # whom the walk, by id, has not met when it is killed
    await rotation.add_version(kit.rows, a_key_ring(), 2)
    rotated = asyncio.Event()

    async def readers_and_writers() -> int:
        rounds = 0
        while not rotated.is_set() or rounds < 3:
            values.update(await sealed(kit, [uuid4() for _ in range(3)]))
            await opened(kit, values)
            rounds += 1
        return rounds

    beside = asyncio.create_task(readers_and_writers())
    await killed_in_the_middle(kit)
    connection = await asyncpg.connect(kit.url)
    async with kit.work() as work:
        await destroy(await work.connection(), [erased], at=MONDAY)
        lost = values.pop(erased)
        again = asyncio.create_task(rotation.rewrap(connection, a_key_ring(), batch=BATCH))
        await eventually(lambda: left(kit), until=lambda count: count == 1)
    assert await again >= PEOPLE - 2 * BATCH - 1
    assert await rotation.retire(connection) == [1]
    await connection.close()
    rotated.set()
    assert await beside >= 3
    await opened_with(kit, a_key_ring(gone="master.1"), values)
    with pytest.raises(PersonErased):
        await opened_with(kit, a_key_ring(gone="master.1"), {erased: lost})


async def test_a_version_in_use_cannot_be_retired_and_a_retired_one_wraps_nothing(kit: Kit) -> None:
    await sealed(kit, [uuid4()])
    await rotation.add_version(kit.rows, a_key_ring(), 2)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await rotation.retire(kit.rows)
    assert await rotation.rewrap(kit.rows, a_key_ring()) == 1
    assert await rotation.retire(kit.rows) == [1]
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await kit.rows.execute("UPDATE person_key SET master_version = 1")


async def test_a_backup_opens_somebody_who_was_erased_until_its_master_version_is_destroyed(kit: Kit) -> None:
    """A backup holds the wrapped keys of its day."""
    person = uuid4()
    values = await sealed(kit, [person])
    backup = await kit.rows.fetchval("SELECT wrapped FROM person_key WHERE person = $1", person)
    async with kit.work() as work:
        await work.cipher.destroy([person], at=MONDAY)
    await rotation.add_version(kit.rows, a_key_ring(), 2)
    await rotation.rewrap(kit.rows, a_key_ring())
    assert await rotation.retire(kit.rows) == [1]
    restored = (
        "INSERT INTO master_key VALUES (1); UPDATE person_key SET master_version = 1, destroyed_at = NULL"
    )
    await kit.rows.execute(f"{restored}, wrapped = decode('{backup.hex()}', 'hex')")
    await opened_with(kit, a_key_ring(), values)
    with pytest.raises(KeyMissing):
        await opened_with(kit, a_key_ring(gone="master.1"), values)


async def test_a_version_whose_key_is_not_here_yet_is_not_begun(kit: Kit) -> None:
    with pytest.raises(KeyMissing):
        await rotation.add_version(kit.rows, a_key_ring(gone="master.2"), 2)
    assert await kit.rows.fetchval("SELECT max(version) FROM master_key") == 1


async def killed_in_the_middle(kit: Kit) -> None:
    """Re-wrap until the connection ends after the second batch."""
    connection = await asyncpg.connect(kit.url)

    def die(done: int, _left: int) -> None:
        if done == 2 * BATCH:
            connection.terminate()

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await rotation.rewrap(connection, a_key_ring(), batch=BATCH, progress=die)


async def left(kit: Kit) -> int:
    async with kit.engine.connect() as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM person_key WHERE master_version = 1")
        return int(found.scalar_one())
