"""The register of partners: nobody's change is overwritten, every move is kept, and two people say who gets a
lot's people."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from shared.programmes import load_all
from tests.conftest import Database, Running, Tokens
from tests.partners import CONFIRMING, GOVERNMENT, PROPOSING, put_partner
from tests.services.referrals.conftest import Partners, a_referral_body

Body = dict[str, Any]
BAROD: Body = {"name": "Barod", "kind": "provider", "lots": ["Dyfed"]}
BAROD_ID = next(each.id for each in load_all()["oows"].providers if each.name == "Barod")
PRISON: Body = {"name": "A prison", "kind": "referrer", "source": "prison"}


class Register:
    """The register, as somebody at Welsh Government uses it."""

    def __init__(self, referrals: Running, bearer: Tokens) -> None:
        self.client, self.bearer, self.partner = referrals.client, bearer, uuid4()

    def who(self, person: str | None) -> dict[str, str]:
        return self.bearer("wg", GOVERNMENT, person=person)

    async def put(
        self, body: Body, *, person: str | None = PROPOSING, partner: UUID | None = None, **seen: str
    ) -> httpx.Response:
        path = f"/v1/partners/{partner or self.partner}"
        return await self.client.put(path, json=body, headers=self.who(person) | _if_match(seen))

    async def confirm(self, *, person: str | None = CONFIRMING, **seen: str) -> httpx.Response:
        path = f"/v1/partners/{self.partner}/confirm"
        return await self.client.post(path, headers=self.who(person) | _if_match(seen))

    async def show(self, below: str = "") -> httpx.Response:
        return await self.client.get(f"/v1/partners/{self.partner}{below}", headers=self.who(None))


def _if_match(seen: dict[str, str]) -> dict[str, str]:
    return {"If-Match": seen["seen"]} if seen else {}


@pytest.fixture
async def register(referrals: Running, bearer: Tokens) -> AsyncIterator[Register]:
    """The register; lots that are given here are given up again: other tests' providers have them."""
    made = Register(referrals, bearer)
    yield made
    for partner in (made.partner, BAROD_ID):
        known = await referrals.client.get(f"/v1/partners/{partner}", headers=made.who(None))
        if known.status_code == 200 and known.json()["kind"] == "provider":
            await put_partner(referrals.client, bearer, partner, {**BAROD, "lots": []})


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_first_registration_needs_neither_version_nor_person(register: Register) -> None:
    first = await register.put(PRISON, person=None)
    assert (first.status_code, first.headers["etag"]) == (200, '"1"')
    again = await register.put(PRISON, person=None)
    assert (again.status_code, again.headers["etag"]) == (200, '"1"'), "the same again changes nothing"
    assert len((await register.show("/history")).json()["items"]) == 1


async def test_a_change_says_what_it_has_seen(register: Register) -> None:
    await register.put(PRISON)
    renamed = {**PRISON, "name": "HMP Berwyn"}
    assert refused(await register.put(renamed)) == (428, "precondition-required")
    changed = await register.put(renamed, seen='"1"')
    assert (changed.json()["name"], changed.headers["etag"]) == ("HMP Berwyn", '"2"')
    assert refused(await register.put(PRISON, seen='"1"')) == (412, "precondition-failed")
    shown = await register.show()
    assert (shown.json()["name"], shown.headers["etag"]) == ("HMP Berwyn", '"2"')


async def test_nobody_has_seen_a_partner_that_is_not_there(register: Register) -> None:
    assert refused(await register.put(PRISON, seen='"1"')) == (412, "precondition-failed")
    assert refused(await register.confirm(seen='"1"')) == (404, "not-found")
    assert refused(await register.show("/history")) == (404, "not-found")


async def test_a_referrer_does_not_become_a_provider(register: Register) -> None:
    await register.put(PRISON)
    answer = await register.put(BAROD, seen='"1"')
    assert (refused(answer), answer.json()["errors"][0]["pointer"]) == ((422, "kind-stands"), "/kind")


async def test_a_provider_is_registered_at_once_where_the_programme_names_it(register: Register) -> None:
    answer = await register.put(BAROD, person=None, partner=BAROD_ID)
    assert (answer.json()["lots"], answer.json()["proposed_lots"]) == (["Dyfed"], None)


async def test_a_lot_gets_a_provider_when_another_person_confirms_it(register: Register) -> None:
    proposed = await register.put(BAROD)
    assert (proposed.json()["lots"], proposed.json()["proposed_lots"]) == ([], ["Dyfed"])
    for person in (PROPOSING, None):
        assert refused(await register.confirm(person=person, seen='"1"')) == (403, "second-person-needed")
    assert refused(await register.confirm()) == (428, "precondition-required")
    assert refused(await register.confirm(seen='"7"')) == (412, "precondition-failed")
    assert (await register.show()).json()["lots"] == []

    confirmed = await register.confirm(seen='"1"')
    assert (confirmed.json()["lots"], confirmed.json()["proposed_lots"]) == (["Dyfed"], None)
    assert refused(await register.confirm(seen='"2"')) == (409, "nothing-proposed")


async def test_referrals_go_to_who_had_the_lot_while_a_change_waits(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    newcomer = Register(referrals, bearer)
    newcomer.partner = UUID(int=partners.neighbour.int >> 8)  # the first of the lot, had it the lot
    assert (await newcomer.put({**BAROD, "lots": ["Powys"]})).json()["proposed_lots"] == ["Powys"]
    sent = await referrals.client.post(
        "/v1/referrals",
        json=a_referral_body(lot="Powys"),
        headers=bearer("referrer", partners.referrer),
    )
    path = f"/v1/referrals/{sent.json()['id']}"
    seen = await referrals.client.get(path, headers=bearer("lead", newcomer.partner))
    assert refused(seen) == (404, "not-found")


async def test_a_system_by_itself_changes_nobodys_lots(register: Register) -> None:
    assert refused(await register.put(BAROD, person=None)) == (403, "second-person-needed")
    assert refused(await register.show()) == (404, "not-found")


async def test_every_move_is_kept_with_who_made_it(register: Register) -> None:
    await register.put(BAROD)
    await register.confirm(seen='"1"')
    await register.put({**BAROD, "lots": []}, seen='"2"')
    await register.put({**BAROD, "name": "Barod Cymru"}, person=CONFIRMING, seen='"3"')
    page = (await register.show("/history?limit=3")).json()
    rest = (await register.show(f"/history?after={page['next']}")).json()
    moves = [*page["items"], *rest["items"]]
    assert [(each["move"], each["person"], each["lots"], each["proposed_lots"]) for each in moves] == [
        ("registered", PROPOSING, [], ["Dyfed"]),
        ("confirmed", CONFIRMING, ["Dyfed"], None),
        ("proposed", PROPOSING, ["Dyfed"], []),
        ("changed", CONFIRMING, ["Dyfed"], None),
    ]
    assert {each["organisation"] for each in moves} == {str(GOVERNMENT)}
    assert [each["name"] for each in moves][-1] == "Barod Cymru"


async def test_only_who_registers_partners_reads_who_moved_them(register: Register) -> None:
    await register.put(PRISON)
    path = f"/v1/partners/{register.partner}/history"
    for role in ("lead", "provider", "referrer", "apb"):
        answer = await register.client.get(path, headers=register.bearer(role))
        assert refused(answer) == (403, "not-permitted")


async def test_the_application_cannot_change_what_was_written(register: Register, database: Database) -> None:
    await register.put(PRISON)
    connection = await asyncpg.connect(database.run_config.database_url("referrals_app", "referrals"))
    try:
        for statement in ("UPDATE partner_history SET name = ''", "DELETE FROM partner_history"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
