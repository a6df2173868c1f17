"""The kit over either bus: what holds of the one has to hold of the other."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.shared.buses import Brokers, PostgresBus, a_cluster, a_kafka_bus
from tests.shared.kit import Kit, Template


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brokers]:
    """Three brokers, once per test process."""
    with a_cluster(tmp_path_factory.mktemp("kafka")) as started:
        yield started


@pytest.fixture
async def kit_over_postgres(template: Template, postgres_bus: PostgresBus) -> AsyncIterator[Kit]:
    async with template.kit(postgres_bus) as made:
        yield made


@pytest.fixture
async def kit_over_kafka(template: Template, kafka: Brokers) -> AsyncIterator[Kit]:
    async with a_kafka_bus(kafka) as bus, template.kit(bus) as made:
        yield made


@pytest.fixture(params=["postgres", "kafka"])
def kit(request: pytest.FixtureRequest) -> Kit:
    made: Kit = request.getfixturevalue(f"kit_over_{request.param}")
    return made
