"""A specialist of a provider with nobody ready but whom a test makes so."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.demo.oows import Lot
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import (
    Person,
    Staff,
    ready,
    registered,
)


@pytest.fixture
def provider() -> UUID:
    """A provider with nobody ready but whom a test makes so."""
    return uuid4()


@pytest.fixture
def staff(employers: Running, bearer: Tokens, provider: UUID) -> Staff:
    return Staff(employers, bearer("employment-specialist", provider, purposes=["support"], person="p-1"))


@pytest.fixture
def tell(bus: Bus, provider: UUID) -> Any:
    """Registers somebody who is ready: `await tell(lot=…, kinds=…)`."""

    async def somebody(*, lot: Lot = Lot.NORTH_WALES, on: date | None = None, **differences: Any) -> Person:
        person = Person(provider, uuid4(), uuid4())
        await bus.tell(registered(person, lot=lot), ready(person, on, **differences))
        return person

    return somebody


def people_in(answer: dict[str, Any], name: str = "items") -> list[str]:
    return [each["participant"] for each in answer[name]]


def counts(answer: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {each["reason"]: (each["people"], each["nothing_else"]) for each in answer["not_matched"]}
