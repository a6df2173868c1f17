"""Partners and referrals to start from: builders state only what differs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import Running, Tokens
from tests.partners import put_partner
from tests.services.bus import Bus


@pytest.fixture(scope="session")
def bus(referrals: Running) -> Bus:
    return Bus(referrals)


@dataclass(frozen=True)
class Partners:
    """A referrer, and a provider in each of two lots."""

    referrer: UUID
    provider: UUID
    neighbour: UUID


@pytest.fixture(scope="session")
async def partners(referrals: Running, bearer: Tokens) -> Partners:
    made = Partners(uuid4(), uuid4(), uuid4())
    bodies: dict[UUID, dict[str, Any]] = {
        made.referrer: {"name": "Jobcentre Plus Rhyl", "kind": "referrer", "source": "jobcentre_plus"},
        made.provider: {"name": "CAIS", "kind": "provider", "lots": ["North Wales"]},
        made.neighbour: {"name": "Barod", "kind": "provider", "lots": ["Powys"]},
    }
    for partner, body in bodies.items():
        await put_partner(referrals.client, bearer, partner, body)
    return made


_PEOPLE = count(1)


def a_referral_body(**differences: Any) -> dict[str, Any]:
    """A referral of somebody else each time: one person twice within a day is the same referral."""
    body: dict[str, Any] = {
        "programme": "oows",
        "lot": "North Wales",
        "referred_by": "Work coach 12",
        "person": {
            "given_name": "Siân",
            "family_name": "ap Rhys",
            "date_of_birth": (date(1970, 1, 1) + timedelta(days=next(_PEOPLE))).isoformat(),
            "national_insurance_number": "QQ123456C",
            "postcode": "LL18 1AA",
        },
        "reason": "Wants to work again",
        "conditions": ["mental_health"],
        "safeguarding": {"declaration": "none_known"},
        "knows_it_is_voluntary": True,
        "consent": {"to_share": True, "given_on": "2017-03-01", "share_work_outcome": True},
    }
    return {**body, **differences}


Sent = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def sent(referrals: Running, bearer: Tokens, partners: Partners) -> Sent:
    """Sends a referral and returns it as acknowledged."""

    async def send(**differences: Any) -> dict[str, Any]:
        answer = await referrals.client.post(
            "/v1/referrals",
            json=a_referral_body(**differences),
            headers=bearer("referrer", partners.referrer),
        )
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"/v1/referrals/{answer.json()['id']}"
        body: dict[str, Any] = answer.json()
        return body

    return send
