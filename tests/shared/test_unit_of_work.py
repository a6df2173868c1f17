"""A unit of work is one transaction in its caller's context: all of it, or nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.localrun import dev_token_issuer, postgres
from deploy.localrun.run_config import RunConfig
from shared.refusal import Refusal, Unavailable
from shared.unit_of_work import UnitOfWork
from tests.eventually import eventually
from tests.patience import patient
from tests.ports import free_ports
from tests.shared.buses import PostgresBus
from tests.shared.issuer import Issuer
from tests.shared.kit import Kit, Template, a_caller, within
from tests.shared.notes.facts import Noted
from tests.shared.notes.served import served
from tests.shared.notes.service import note


@pytest.fixture
async def pool_of_one(kit: Kit) -> AsyncIterator[AsyncEngine]:
    url = kit.url.replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=5)
    yield engine
    await engine.dispose()


async def test_the_second_caller_of_a_pool_of_one_sees_none_of_the_first_ones_rows(
    kit: Kit, pool_of_one: AsyncEngine
) -> None:
    first, second = a_caller(), a_caller()
    async with kit.work(first, engine=pool_of_one) as work:
        await note(work, "mine")
    async with kit.work(first, engine=pool_of_one) as work:
        connection = await work.connection()
        served_by = connection.get_server_pid()
        assert await connection.fetchval("SELECT count(*) FROM note") == 1
    async with kit.work(second, engine=pool_of_one) as work:
        connection = await work.connection()
        assert connection.get_server_pid() == served_by
        assert await connection.fetchval("SELECT count(*) FROM note") == 0


async def test_the_context_ends_with_its_transaction_however_that_ends(
    kit: Kit, pool_of_one: AsyncEngine
) -> None:
    caller = a_caller()
    async with kit.work(caller, engine=pool_of_one) as work:
        await note(work, "mine")

    async def fail(work: UnitOfWork) -> None:
        assert await (await work.connection()).fetchval("SELECT count(*) FROM note") == 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await within(kit.work(caller, engine=pool_of_one), fail)
    async with pool_of_one.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM note")) == 0
        assert not await connection.scalar(text("SELECT dolen_role()"))


async def test_select_without_context_gives_no_rows_and_nothing_can_be_written(kit: Kit) -> None:
    caller = a_caller()
    async with kit.work(caller) as work:
        await note(work, "mine")
    connection = await asyncpg.connect(kit.url)
    assert await connection.fetchval("SELECT count(*) FROM note") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("INSERT INTO note VALUES ($1, $2, 'w')", uuid4(), caller.organisation)
    await connection.close()


async def test_a_caller_can_write_no_row_of_another_organisation(kit: Kit) -> None:
    async def overreach(work: UnitOfWork) -> None:
        connection = await work.connection()
        await connection.execute("INSERT INTO note VALUES ($1, $2, 'w')", uuid4(), uuid4())

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await within(kit.work(a_caller()), overreach)


class Refused(Refusal):
    pass


async def test_the_platforms_sight_ends_with_its_block_even_when_that_is_refused(kit: Kit) -> None:
    async with kit.work(a_caller()) as work:
        await note(work, "somebody else's")
    async with kit.work(a_caller()) as work:
        connection = await work.connection()
        with contextlib.suppress(Refused):
            async with work.with_system_role():
                assert await connection.fetchval("SELECT count(*) FROM note") == 1
                raise Refused
        assert await connection.fetchval("SELECT count(*) FROM note") == 0


async def test_what_goes_wrong_inside_leaves_nothing_behind(kit: Kit) -> None:
    async def fail(work: UnitOfWork) -> None:
        await note(work, "never")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await within(kit.work(a_caller()), fail)
    assert await kit.rows.fetchval("SELECT count(*) FROM note") == 0
    assert await kit.waiting() == 0


async def test_a_work_that_is_cancelled_leaves_nothing_and_gives_its_connection_back(
    kit: Kit, pool_of_one: AsyncEngine
) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with kit.work(a_caller(), engine=pool_of_one) as work:
            await note(work, "never")
            begun.set()
            await (await work.connection()).execute("SELECT pg_sleep(60)")

    task = asyncio.create_task(hang())
    await asyncio.wait_for(begun.wait(), patient(20))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    async with kit.work(a_caller(), engine=pool_of_one) as work:
        await note(work, "after")
    assert await kit.rows.fetchval("SELECT string_agg(words, ',') FROM note") == "after"
    assert await kit.waiting() == 1


async def test_a_work_whose_connection_is_terminated_is_unavailable_and_the_next_one_works(
    kit: Kit, pool_of_one: AsyncEngine
) -> None:
    async def lose_the_connection(work: UnitOfWork) -> None:
        await note(work, "never")
        connection = await work.connection()
        await kit.rows.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
        work.announce(*Noted.of(uuid4(), "never"))

    with pytest.raises(Unavailable):
        await within(kit.work(a_caller(), engine=pool_of_one), lose_the_connection)
    async with kit.work(a_caller(), engine=pool_of_one) as work:
        await note(work, "after")
    assert await kit.rows.fetchval("SELECT string_agg(words, ',') FROM note") == "after"


async def test_a_work_that_gets_no_connection_in_time_is_unavailable(kit: Kit) -> None:
    url = kit.url.replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    async with kit.work(engine=engine) as holding:
        await holding.connection()
        with pytest.raises(Unavailable):
            async with kit.work(engine=engine) as work:
                await work.connection()
    await engine.dispose()


async def test_a_work_that_gave_way_in_a_deadlock_is_unavailable_and_may_be_tried_again(kit: Kit) -> None:
    locked: list[asyncio.Event] = [asyncio.Event(), asyncio.Event()]

    async def lock(mine: int, other: int) -> None:
        async with kit.work() as work:
            connection = await work.connection()
            await connection.execute("SELECT pg_advisory_xact_lock($1)", mine)
            locked[mine].set()
            await locked[other].wait()
            await connection.execute("SELECT pg_advisory_xact_lock($1)", other)

    ends = await asyncio.gather(lock(0, 1), lock(1, 0), return_exceptions=True)
    assert [type(end) for end in ends if end] == [Unavailable]


async def test_a_commit_that_fails_is_an_error_and_not_201(
    kit: Kit, postgres_bus: PostgresBus, tmp_path: Path
) -> None:
    issuer = Issuer(tmp_path)
    async with served(kit.url, postgres_bus.url, issuer) as client:
        headers = {"Authorization": f"Bearer {issuer.mint()}"}
        first = await client.post("/v1/notes", json={"words": "twice"}, headers=headers)
        second = await client.post("/v1/notes", json={"words": "twice"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 500)
    assert second.json()["code"] == "fault"
    assert await kit.waiting() == 1


@pytest.fixture
def run_config() -> Iterator[RunConfig]:
    """For a server of a test's own, which it may stop and start."""
    home = Path(mkdtemp(prefix="dolen-test-"))
    home.chmod(0o711)
    made = RunConfig(home, free_ports(7))
    dev_token_issuer.prepare(made.keys)
    yield made
    rmtree(home)


async def test_a_database_that_stopped_is_503_and_once_it_is_back_everything_works(
    run_config: RunConfig, tmp_path: Path
) -> None:
    issuer = Issuer(tmp_path)

    @contextlib.contextmanager
    def server() -> Iterator[str]:
        with postgres.running(
            run_config.home, run_config.ports["postgres"], run_config.keys.password("dolen")
        ) as address:
            yield address

    def ask(client: httpx.AsyncClient) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.mint()}", "Accept-Language": "cy"}

    async def note_down(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/v1/notes", json={"words": str(uuid4())}, headers=ask(client))

    running = server()
    try:
        template = Template(await asyncio.to_thread(running.__enter__), run_config)
        await template.prepare()
        url = run_config.database_url("notes_app", "notes")
        async with served(url, url, issuer) as client:
            assert (await note_down(client)).status_code == 201
            await asyncio.to_thread(running.__exit__, None, None, None)
            for _ in range(3):
                refused = await note_down(client)
                assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
                assert refused.headers["retry-after"].isdigit()
            running = server()
            await asyncio.to_thread(running.__enter__)
            answer = await eventually(lambda: note_down(client), until=lambda said: said.status_code != 503)
            assert answer.status_code == 201
            assert UUID(answer.json()["id"])
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)
