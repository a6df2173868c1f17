"""Asking a service's part of the graph, as the gateway does."""

from typing import Any

from tests.conftest import Running

Answer = dict[str, Any]


async def ask(service: Running, headers: dict[str, str], query: str, **variables: Any) -> Answer:
    """`data` and `errors`, as answered."""
    answer = await service.client.post(
        "/graphql", json={"query": query, "variables": variables}, headers=headers
    )
    assert answer.status_code in (200, 400), answer.text
    said: Answer = answer.json()
    return said


async def told(service: Running, headers: dict[str, str], query: str, **variables: Any) -> Answer:
    """`data`, where nothing went wrong."""
    said = await ask(service, headers, query, **variables)
    assert "errors" not in said, said["errors"]
    data: Answer = said["data"]
    return data


def codes(said: Answer) -> list[str]:
    """The codes of the errors, in order."""
    return [each["extensions"]["code"] for each in said.get("errors", ())]


ENTITIES = "query ($of: [_Any!]!) { _entities(representations: $of) { %s } }"


async def entities(
    service: Running, headers: dict[str, str], fields: str, *references: dict[str, Any]
) -> Answer:
    """What the gateway asks for references to one type: `fields` of each."""
    kind = references[0]["__typename"]
    query = ENTITIES % f"... on {kind} {{ {fields} }}"
    return await ask(service, headers, query, of=list(references))
