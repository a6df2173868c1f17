"""The official SDK's events are taken in each of its modes, and are the same in all of them."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from cloudevents.core.bindings.http import HTTPMessage, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration


async def test_the_sdk_posts_in_each_mode_and_again_in_the_other(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(a_registration("A"))

    async def posted(message: HTTPMessage) -> str:
        headers = bearer("provider", provider) | dict(message.headers)
        answer = await participants.client.post("/v1/events", content=message.body, headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["results"][0]["status"])

    for first, second in (
        (to_binary_event, to_structured_event),
        (to_structured_event, to_binary_event),
    ):
        event = CloudEvent(
            attributes={
                "id": str(uuid4()),
                "source": "urn:crm:sdk",
                "type": "cymru.dolen.participant.contact-recorded.v1",
                "subject": "A",
                "time": datetime(2017, 3, 6, 10, tzinfo=UTC),
                "datacontenttype": "application/json",
            },
            data={"kind": "phone", "note": "Si\u00e2n rang"},
        )
        assert [await posted(first(event)), await posted(second(event))] == ["accepted", "duplicate"]
