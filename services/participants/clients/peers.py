"""Asks other services what they know of a person, over the private network and with the caller's own token:
each of them checks by itself what the caller may see, and writes down what was read."""

import asyncio
from collections.abc import Mapping, Sequence

import httpx
from fastapi import Request

from shared.refusal import Unavailable
from shared.service_context import ServiceContext

_PASSED_ON = ("authorization", "x-correlation-id", "traceparent")


async def ask_all(
    context: ServiceContext,
    request: Request,
    path: str,
    parameters: Mapping[str, str | Sequence[str]],
    *,
    services: Sequence[str],
) -> list[bytes]:
    """Ask each of the services the same; return their answers in that order. Raises Unavailable where one
    does not answer: what is told of a person is complete, or it is not told."""
    headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}

    async def ask(service: str) -> bytes:
        answer = await context.http.get(
            f"{context.settings.peers[service]}{path}", params=dict(parameters), headers=headers
        )
        answer.raise_for_status()
        return answer.content

    try:
        return await asyncio.gather(*(ask(service) for service in services))
    except (httpx.HTTPError, KeyError) as error:
        raise Unavailable from error
