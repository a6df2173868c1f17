"""The bus as a service under test sees it: facts of the other services, and the facts it announced."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import orjson

from shared.messaging.envelope import Envelope, partition_of
from shared.messaging.fact import Fact
from tests.conftest import Running
from tests.eventually import eventually


class Bus:
    """Publishes facts to a running service, and reads what it announced."""

    def __init__(self, service: Running) -> None:
        self._app = service.app
        self._versions: dict[tuple[str, UUID], int] = {}

    async def tell(self, *facts: Fact) -> None:
        """Publish facts and wait until the service has taken them in."""
        envelopes = [self._envelope(fact) for fact in facts]
        await self._app.state.transport.publish(envelopes)
        await eventually(lambda: self._taken_in(envelopes))

    async def announced(self, topic: str, key: UUID, count: int) -> list[dict[str, Any]]:
        """Return the facts about `key`, in order, once there are `count` of them."""

        async def there() -> list[dict[str, Any]]:
            transport = self._app.state.transport
            found = await transport.read(topic, {partition_of(key): 0}, limit=100_000)
            own = [each.envelope for each in found if each.envelope.key == key]
            return [{"type": each.type, **orjson.loads(each.data)} for each in own]

        async def enough() -> bool:
            return len(await there()) >= count

        await eventually(enough)
        return await there()

    def _envelope(self, fact: Fact) -> Envelope:
        key = fact.subject()
        version = self._versions[fact.topic, key] = self._versions.get((fact.topic, key), 0) + 1
        return Envelope(
            id=uuid4(),
            type=fact.type,
            topic=fact.topic,
            key=key,
            aggversion=version,
            headers=orjson.dumps({"source": "urn:dolen:tests", "time": fact.happened_at}),
            data=fact.model_dump_json().encode(),
        )

    async def _taken_in(self, events: Sequence[Envelope]) -> bool:
        async with self._app.state.context.begin_as_worker() as work:
            connection = await work.connection()
            rows = await connection.fetch("SELECT topic, key, version FROM inbox")
        taken = {(row["topic"], row["key"]): row["version"] for row in rows}
        return all(taken.get((each.topic, each.key), 0) >= each.aggversion for each in events)
