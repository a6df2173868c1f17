"""A relay sends at once what another process has announced: these ones would not look by themselves."""

import pytest

from shared.messaging.outbox import Outbox
from shared.workers import outbox_relay
from shared.workers.outbox_notifier import OutboxNotifier
from tests.eventually import eventually
from tests.shared.kit import Kit, at_work
from tests.shared.workers.test_outbox_relay import emptied

NEVER = 3600.0


@pytest.fixture
def kit(kit_over_postgres: Kit, monkeypatch: pytest.MonkeyPatch) -> Kit:
    monkeypatch.setattr(outbox_relay, "_IDLE_SECONDS", NEVER)
    return kit_over_postgres


def a_notifier(kit: Kit, outbox: Outbox, name: str = "here") -> OutboxNotifier:
    return OutboxNotifier(kit.url, name=name, outbox=outbox)


async def test_a_relay_sends_what_another_process_announces(kit: Kit) -> None:
    elsewhere = Outbox("notes")
    async with (
        kit.transport() as bus,
        at_work(
            kit.relay(bus, outbox=elsewhere).run,
            a_notifier(kit, elsewhere, "there").listen,
            a_notifier(kit, kit.outbox).notify,
        ),
    ):
        for _ in range(5):
            await kit.announce(kit.work().new_id(), "a", "b")
            await emptied(kit)


async def test_what_is_announced_while_a_connection_is_lost_is_notified_of_once_there_is_another(
    kit: Kit,
) -> None:
    elsewhere = Outbox("notes")
    async with (
        kit.transport() as bus,
        at_work(
            kit.relay(bus, outbox=elsewhere).run,
            a_notifier(kit, elsewhere, "there").listen,
            a_notifier(kit, kit.outbox).notify,
        ),
    ):
        await kit.announce(kit.work().new_id(), "a")
        await emptied(kit)
        for broken in ("here rings", "there listens"):
            assert await kit.kill(broken) == 1
            await kit.announce(kit.work().new_id(), "a")
            await emptied(kit)


async def test_nobody_is_notified_while_others_have_nothing_to_send_nor_of_their_own_facts(
    kit: Kit,
) -> None:
    class Counting(Outbox):
        times = 0

        def wake(self) -> None:
            self.times += 1

    here, there = Counting("notes"), Counting("notes")
    ours, theirs = a_notifier(kit, here), a_notifier(kit, there, "there")
    silent = False
    async with at_work(theirs.listen, ours.listen, lambda: ours.notify(unless=lambda: silent)):

        async def heard_there() -> int:
            here.signal()
            return there.times

        await eventually(heard_there, until=lambda times: times > 5)
        assert here.times == 1  # when it began to listen
        silent = True
        here.signal()
        before = there.times
        await kit.rows.execute("NOTIFY dolen_outbox")

        async def heard_here() -> int:
            return here.times

        await eventually(heard_here, until=lambda times: times == 2)
        assert there.times <= before + 2  # one that was on its way, and that of somebody else
