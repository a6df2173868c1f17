"""An organisation subscribes for itself, to what its role is told of, at addresses of the public internet;
its secret is told once."""

import socket
from typing import Any
from uuid import uuid4

import pytest

from services.referrals.domain.referral import Status
from services.referrals.domain.webhook import MOST_SUBSCRIPTIONS
from shared.contracts.vocabulary import WebhookType
from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners
from tests.services.referrals.webhooks.conftest import Subscribed

PATH = "/v1/webhook-subscriptions"


def test_every_status_of_a_referral_has_its_type() -> None:
    for status in Status:
        WebhookType(f"referral.{status.replace('_', '-')}")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1:9/",
            "https://127.0.0.1/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/",
        ),
        *(
            "http://example.org/",
            "https://example.org:8443/",
            "https://u:p@example.org/",
            "https://localhost/",
        ),
    ],
)
async def test_an_address_that_is_not_public_is_refused_and_nothing_is_stored(
    referrals: Running, bearer: Tokens, partners: Partners, url: str
) -> None:
    for language, words in {"en": "A webhook goes to https", "cy": "Mae bachyn gwe"}.items():
        headers = {**bearer("referrer", partners.referrer), "Accept-Language": language}
        answer = await referrals.client.post(PATH, json={"url": url, "types": ["*"]}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook-address-refused")
        assert answer.json()["title"].startswith(words)
        assert answer.json()["errors"][0]["pointer"] == "/url"
        assert url not in answer.text
        assert (await referrals.client.get(PATH, headers=headers)).json()["items"] == []


async def test_a_name_that_leads_to_a_public_address_is_taken(
    subscribed: Subscribed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def public(host: str, port: int) -> list[tuple[int, str]]:
        assert (host, port) == ("hooks.example", 443)
        return [(socket.AF_INET, "93.184.216.34")]

    monkeypatch.setattr("shared.webhooks.public_addresses._resolved", public)
    made = await subscribed(url="https://hooks.example/in?key=1")
    assert made["url"] == "https://hooks.example/in?key=1"


@pytest.mark.parametrize(
    ("role", "types", "place"),
    [
        ("referrer", ["referral.accepted", "follow-up.due"], 1),
        ("provider", ["referral.accepted"], 0),
        ("lead", ["follow-up.due", "webhook.test"], 1),
    ],
)
async def test_nobody_is_told_what_their_role_is_not(
    referrals: Running, bearer: Tokens, partners: Partners, role: str, types: list[str], place: int
) -> None:
    body = {"url": "https://127.0.0.1/", "types": types}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.webhooks.public_addresses.is_public", lambda _: True)
        answer = await referrals.client.post(PATH, json=body, headers=bearer(role, partners.provider))
    assert (answer.status_code, answer.json()["code"]) == (422, "webhook-type-not-yours")
    assert answer.json()["errors"][0]["pointer"] == f"/types/{place}"


async def test_all_that_a_role_is_told_of_is_its_own(subscribed: Subscribed, partners: Partners) -> None:
    referrer = await subscribed()
    assert len(referrer["types"]) == len(Status) + 1
    assert all(each.startswith("referral.") for each in referrer["types"])
    assert (await subscribed("provider", partners.provider))["types"] == ["follow-up.due"]


async def test_a_type_that_there_is_not_is_refused(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    body = {"url": "https://example.org/", "types": ["referral.lost"]}
    answer = await referrals.client.post(PATH, json=body, headers=bearer("referrer", partners.referrer))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_the_secret_is_told_once_and_stands_nowhere_in_the_clear(
    referrals: Running, bearer: Tokens, partners: Partners, subscribed: Subscribed
) -> None:
    made, headers = await subscribed(), bearer("referrer", partners.referrer)
    shown = (await referrals.client.get(f"{PATH}/{made['id']}", headers=headers)).json()
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    listed = await referrals.client.get(PATH, headers=headers)
    assert listed.json()["items"] == [shown]
    async with referrals.app.state.context.begin_as_worker() as work:
        rows = await (await work.connection()).fetch(
            "SELECT to_jsonb(s)::text FROM webhook_subscription AS s"
        )
    assert made["secret"] not in str(rows)
    assert made["url"] not in str(rows)


async def test_another_organisations_subscription_is_nowhere(
    referrals: Running, bearer: Tokens, partners: Partners, subscribed: Subscribed
) -> None:
    path, stranger = f"{PATH}/{(await subscribed())['id']}", bearer("referrer", uuid4())
    client = referrals.client
    calls: list[Any] = [
        client.get(path, headers=stranger),
        client.get(f"{path}/deliveries", headers=stranger),
        client.delete(path, headers=stranger),
        client.post(f"{path}/rotate-secret", headers=stranger),
        client.post(f"{path}/test", headers=stranger),
        client.post(f"{path}/replay", json={"from": "2018-01-01T00:00:00Z"}, headers=stranger),
    ]
    assert {(await call).status_code for call in calls} == {404}
    assert (await client.get(PATH, headers=stranger)).json()["items"] == []
    assert (await client.get(path, headers=bearer("referrer", partners.referrer))).status_code == 200


async def test_the_same_request_once_more_makes_no_second_subscription(
    referrals: Running, bearer: Tokens, partners: Partners, subscribed: Subscribed
) -> None:
    first = await subscribed()
    headers = {**bearer("referrer", partners.referrer), "Idempotency-Key": uuid4().hex}
    body = {"url": first["url"], "types": ["referral.accepted"]}
    answers = [await referrals.client.post(PATH, json=body, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    ended = await referrals.client.delete(f"{PATH}/{answers[0].json()['id']}", headers=headers)
    assert ended.status_code == 204
    gone = await referrals.client.post(PATH, json=body, headers=headers)
    assert gone.status_code == 404, "its secret went with it"


async def test_an_organisation_has_no_more_subscriptions_than_it_can_have(
    referrals: Running, bearer: Tokens, subscribed: Subscribed
) -> None:
    organisation = uuid4()
    made = [await subscribed(organisation=organisation) for _ in range(MOST_SUBSCRIPTIONS)]
    body = {"url": made[0]["url"], "types": ["*"]}
    answer = await referrals.client.post(PATH, json=body, headers=bearer("referrer", organisation))
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-subscriptions")


async def test_a_cursor_that_the_log_did_not_give_is_refused(
    referrals: Running, bearer: Tokens, partners: Partners, subscribed: Subscribed
) -> None:
    path, headers = f"{PATH}/{(await subscribed())['id']}/deliveries", bearer("referrer", partners.referrer)
    for cursor in ("_____________________w", "x"):
        answer = await referrals.client.get(path, params={"after": cursor}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-unknown")
