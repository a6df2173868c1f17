"""A service's database and a bus for each test of the kit."""

from collections.abc import AsyncIterator

import pytest

from tests.brokers import Brokers
from tests.conftest import Database
from tests.shared.buses import PostgresBus, a_kafka_bus
from tests.shared.kit import Kit, Template


@pytest.fixture(scope="session")
async def template(database: Database) -> Template:
    made = Template(database.server, database.run_config)
    await made.prepare()
    return made


@pytest.fixture
async def postgres_bus(template: Template) -> AsyncIterator[PostgresBus]:
    async with template.postgres_bus() as made:
        yield made


@pytest.fixture
async def kit(template: Template, postgres_bus: PostgresBus) -> AsyncIterator[Kit]:
    async with template.kit(postgres_bus) as made:
        yield made


@pytest.fixture
async def kit_over_postgres(template: Template, postgres_bus: PostgresBus) -> AsyncIterator[Kit]:
    async with template.kit(postgres_bus) as made:
        yield made


@pytest.fixture
async def kit_over_kafka(template: Template, kafka: Brokers) -> AsyncIterator[Kit]:
    async with a_kafka_bus(kafka) as bus, template.kit(bus) as made:
        yield made
