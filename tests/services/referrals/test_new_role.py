"""A new role is a row in the table of roles: its rights over REST, in the graph and to rows follow."""

from uuid import uuid4

import pytest

from shared.auth.role_policy import Precision, RolePolicy, Scope
from shared.contracts.role_policy import ROLES, Permission
from tests.conftest import Running, Tokens
from tests.graph import codes, entities
from tests.services.referrals.conftest import Partners, Sent

LOT = {"__typename": "Lot", "code": "North Wales"}
FIGURES = 'referrals(asOf: "2019-01-31") { received protection }'
COUNTS = frozenset({Permission.READ_PARTNERS, Permission.READ_REFERRAL_FIGURES})
INSPECTOR = RolePolicy(Scope.EVERYTHING, Precision.EXACT, permissions=COUNTS)
NEIGHBOURHOOD = RolePolicy(Scope.OWN_LOTS, Precision.PROTECTED, permissions=COUNTS)
VIEWER = RolePolicy(
    Scope.OWN_ORGANISATION,
    Precision.EXACT,
    purposes=frozenset({"support"}),
    permissions=frozenset({Permission.READ_RECEIVED_REFERRALS, Permission.READ_REFERRED_PERSONS}),
)


async def received(service: Running, headers: dict[str, str]) -> tuple[int | None, str | None]:
    """How many referrals of the lot a caller is shown, and how they are protected."""
    said = await entities(service, headers, FIGURES, LOT)
    assert "errors" not in said
    figures = said["data"]["_entities"][0]["referrals"]
    return figures["received"], figures["protection"]


async def test_a_role_that_reaches_everything_has_what_its_row_gives_and_no_more(
    referrals: Running, bearer: Tokens, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await sent(made_on="2018-01-08")
    monkeypatch.setitem(ROLES, "inspector", INSPECTOR)
    headers = bearer("inspector")
    assert (await referrals.client.get("/v1/partners", headers=headers)).status_code == 200
    assert (await referrals.client.get(f"/v1/referrals/{made['id']}", headers=headers)).status_code == 403
    assert await received(referrals, headers) == await received(referrals, bearer("wg"))
    refused = await entities(referrals, headers, "status", {"__typename": "Referral", "id": made["id"]})
    assert codes(refused) == ["not-permitted"]


async def test_a_role_that_reaches_lots_is_shown_protected_figures_of_its_own_lots(
    referrals: Running, bearer: Tokens, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(made_on="2018-01-08")
    monkeypatch.setitem(ROLES, "neighbourhood", NEIGHBOURHOOD)
    shown = await received(referrals, bearer("neighbourhood", lots=["North Wales"]))
    assert shown == await received(referrals, bearer("apb", lots=["North Wales"]))
    assert shown[1] == "10-5"
    elsewhere = await entities(referrals, bearer("neighbourhood", lots=["Powys"]), FIGURES, LOT)
    assert codes(elsewhere) == ["not-found"]


async def test_a_role_that_reaches_its_organisation_reads_its_rows_and_no_others(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await sent()
    monkeypatch.setitem(ROLES, "viewer", VIEWER)
    address = f"/v1/referrals/{made['id']}"
    own = await referrals.client.get(address, headers=bearer("viewer", partners.provider))
    assert own.status_code == 200
    assert own.json()["person"]["family_name"] == "ap Rhys"
    assert (await referrals.client.get(address, headers=bearer("viewer", uuid4()))).status_code == 404
    accept = await referrals.client.post(
        f"{address}/accept",
        json={"decided_on": "2018-06-06"},
        headers={**bearer("viewer", partners.provider), "If-Match": '"1"'},
    )
    assert accept.status_code == 403


async def test_a_role_without_a_row_may_nothing(
    referrals: Running, bearer: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROLES, "former", INSPECTOR)
    headers = bearer("former")
    monkeypatch.delitem(ROLES, "former")
    assert (await referrals.client.get("/v1/partners", headers=headers)).status_code == 403
