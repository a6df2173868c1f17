"""The two clocks of a referral, as both sides read them (handbook 4)."""

from typing import Any

import httpx
import pytest

from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, Sent, a_referral_body

Json = dict[str, Any]
Headers = dict[str, str]


class Sides:
    """A referral, moved and read by its two sides."""

    def __init__(self, service: Running, lead: dict[str, str], referrer: dict[str, str]) -> None:
        self._client, self.lead, self.referrer = service.client, lead, referrer
        self.path = ""

    async def move(self, how: str, body: Json, *, by: Headers | None = None) -> httpx.Response:
        seen = await self._client.get(self.path, headers=self.lead)
        headers = {**(by or self.lead), "If-Match": seen.headers["etag"]}
        return await self._client.post(f"{self.path}/{how}", json=body, headers=headers)

    async def moved(self, how: str, body: Json, *, by: Headers | None = None) -> Json:
        answer = await self.move(how, body, by=by)
        assert answer.status_code == 200, answer.text
        told: Json = answer.json()
        return told

    async def read(self) -> Json:
        """What both sides read, which is the same but for who it is about."""
        read = [
            (await self._client.get(self.path, headers=side)).json() for side in (self.referrer, self.lead)
        ]
        seen: Json = read[0]
        assert seen == {name: value for name, value in read[1].items() if name not in ("person", "story")}
        return seen

    async def list_overdue(self) -> set[str]:
        parameters = {"overdue": True, "limit": 500}
        answer = await self._client.get("/v1/referrals", params=parameters, headers=self.lead)
        assert all(each["overdue"] for each in answer.json()["items"])
        return {each["id"] for each in answer.json()["items"]}


@pytest.fixture
def sides(referrals: Running, bearer: Tokens, partners: Partners) -> Sides:
    return Sides(referrals, bearer("lead", partners.provider), bearer("referrer", partners.referrer))


async def test_a_probation_referral_returned_and_answered_shows_the_pause_to_both(
    sides: Sides, sent: Sent
) -> None:
    made = await sent(made_on="2018-03-05")
    sides.path = f"/v1/referrals/{made['id']}"
    await sides.moved("review", {"on": "2018-03-06"})
    returned = await sides.moved("return", {"decided_on": "2018-03-08", "questions": "Which address?"})
    [clock] = returned["clocks"]
    assert (clock["due_on"], clock["overdue"], returned["overdue"]) == (None, False, False)
    answered = {"answered_on": "2018-03-12", "answers": "The one on the form"}
    await sides.moved("answer", answered, by=sides.referrer)
    [clock] = (await sides.read())["clocks"]
    # seven of ten working days were left on the Thursday, and are counted from the Monday
    assert clock["due_on"] == "2018-03-21"
    assert clock["pauses"] == [
        {"reason": "returned_for_information", "since": "2018-03-08", "until": "2018-03-12"}
    ]
    await sides.moved("accept", {"decided_on": "2018-03-14"})
    read = await sides.read()
    assert [(each["kind"], each["stopped_on"]) for each in read["clocks"]] == [
        ("decision", "2018-03-14"),
        ("first_contact", None),
    ]


async def test_somebody_in_prison_is_contacted_by_the_second_working_day_after_the_release(
    sides: Sides, sent: Sent
) -> None:
    made = await sent(made_on="2018-03-05", in_prison_until="2018-03-29")
    sides.path = f"/v1/referrals/{made['id']}"
    await sides.moved("accept", {"decided_on": "2018-03-07"})
    clock = (await sides.read())["clocks"][1]
    # Good Friday and Easter Monday pass
    assert (clock["due_on"], clock["rule"]) == ("2018-04-04", "oows/first-contact-within-2-working-days")
    assert clock["pauses"] == [{"reason": "in_prison", "since": "2018-03-07", "until": "2018-03-29"}]
    assert made["id"] in await sides.list_overdue()
    await sides.moved("attempt-contact", {"on": "2018-04-03"})
    assert (await sides.read())["clocks"][1]["stopped_on"] == "2018-04-03"
    assert made["id"] not in await sides.list_overdue()


async def test_what_waits_for_its_referrer_is_on_no_list_of_what_is_overdue(sides: Sides, sent: Sent) -> None:
    made = await sent(made_on="2018-03-05")
    sides.path = f"/v1/referrals/{made['id']}"
    assert made["id"] in await sides.list_overdue()
    await sides.moved("return", {"questions": "Which address?"})
    assert made["id"] not in await sides.list_overdue()


async def test_what_is_seen_before_it_fell_due_can_be_changed_after(sides: Sides, sent: Sent) -> None:
    sides.path = f"/v1/referrals/{(await sent(made_on='2018-03-05'))['id']}"
    answer = await sides.move("accept", {"decided_on": "2018-03-06"})
    assert answer.headers["etag"] == '"2-overdue"'
    rung = await sides.move("attempt-contact", {"on": "2018-03-07"})
    assert (rung.status_code, rung.headers["etag"]) == (200, '"3"')


async def test_a_student_is_rung_weekly_says_no_and_gets_another_address(sides: Sides, sent: Sent) -> None:
    sides.path = f"/v1/referrals/{(await sent(made_on='2018-03-01'))['id']}"
    await sides.moved("accept", {"decided_on": "2018-03-05"})
    await sides.moved("allocate", {"on": "2018-03-05"})
    for day in ("2018-03-06", "2018-03-13", "2018-03-20"):
        await sides.moved("attempt-contact", {"on": day})
    no = {"by": "person", "reason": "declined_by_person", "offered_instead": "A driving instructor"}
    declined = await sides.moved("decline", {**no, "decided_on": "2018-03-20"})
    assert (declined["status"], declined["decided_on"], declined["moved_on"]) == (
        "declined", "2018-03-05", "2018-03-20"
    )  # fmt: skip
    assert (await sides.read())["decline"]["offered_instead"] == "A driving instructor"
    history = await sides._client.get(f"{sides.path}/history", headers=sides.referrer)
    assert [(each["status"], each["on"]) for each in history.json()["items"]] == [
        ("received", "2018-03-01"), ("accepted", "2018-03-05"), ("allocated", "2018-03-05"),
        ("contact_attempted", "2018-03-06"), ("contact_attempted", "2018-03-13"),
        ("contact_attempted", "2018-03-20"), ("declined", "2018-03-20"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "body", "pointer"),
    [
        ("accept", {"decided_on": "2018-05-15"}, "/decided_on"),
        ("return", {"decided_on": "2018-05-15", "questions": "?"}, "/decided_on"),
        ("redirect", {"decided_on": "2018-05-15", "lot": "Powys"}, "/decided_on"),
        ("review", {"on": "2018-05-15"}, "/on"),
    ],
)
async def test_a_move_before_the_referral_is_refused(
    sides: Sides, sent: Sent, how: str, body: dict[str, Any], pointer: str
) -> None:
    sides.path = f"/v1/referrals/{(await sent(made_on='2018-06-01'))['id']}"
    before = await sides.read()
    refused = await sides.move(how, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "before-last-move")
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert await sides.read() == before


async def test_somebody_who_is_not_eligible_is_told_by_which_criterion(sides: Sides, sent: Sent) -> None:
    sides.path = f"/v1/referrals/{(await sent())['id']}"
    no = {"by": "provider", "reason": "not_eligible", "offered_instead": "Careers Wales"}
    refused = await sides.move("decline", no)
    assert (refused.status_code, refused.json()["code"]) == (422, "criterion-needed")
    assert refused.json()["errors"][0]["pointer"] == "/criterion"
    declined = await sides.moved("decline", {**no, "criterion": "In work"})
    assert declined["decline"]["criterion"] == "In work"


async def test_one_person_twice_within_a_day_is_the_first_referral(
    referrals: Running, bearer: Tokens, partners: Partners, sides: Sides, sent: Sent
) -> None:
    body = a_referral_body(made_on="2018-07-01")
    client, headers = referrals.client, sides.referrer
    first = await client.post("/v1/referrals", json=body, headers=headers)
    listed = await client.get("/v1/referrals", params={"limit": 500}, headers=headers)
    retyped = {**body, "person": {**body["person"], "given_name": " SIÂN ", "postcode": "LL18 1AB"}}
    for again in (body, retyped):
        refused = await client.post("/v1/referrals", json=again, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (409, "already-referred")
        assert refused.json()["reference"] == first.json()["reference"]
    after = await client.get("/v1/referrals", params={"limit": 500}, headers=headers)
    assert after.json() == listed.json()
    # it can be sent once more when the first came to nothing
    sides.path = f"/v1/referrals/{first.json()['id']}"
    await sides.moved("withdraw", {}, by=headers)
    assert (await client.post("/v1/referrals", json=body, headers=headers)).status_code == 201


async def test_another_partner_learns_nothing_from_sending_the_same_person(
    referrals: Running, bearer: Tokens, partners: Partners, sides: Sides
) -> None:
    body = a_referral_body(source="self")
    first = await referrals.client.post(
        "/v1/referrals", json={**body, "source": None}, headers=sides.referrer
    )
    other = await referrals.client.post("/v1/referrals", json=body, headers=sides.lead)
    assert (first.status_code, other.status_code) == (201, 201), other.text


async def test_two_without_a_date_of_birth_are_the_same_only_if_all_is(
    referrals: Running, sides: Sides
) -> None:
    person = {"given_name": "John", "family_name": "Jones", "phone": "01492 000001"}
    answers = [
        await referrals.client.post(
            "/v1/referrals", json=a_referral_body(person=person | other), headers=sides.referrer
        )
        for other in ({}, {"phone": "01492 000002"}, {})
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 409]
