"""A gateway made of dictionaries, and services behind it that only tell how far behind they are, for the
poster's tests: it forgets nothing, and fails when told to."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from deploy.localrun.run_config import RunConfig
from deploy.topology import GATEWAY, SERVICES

REGISTERED = "cymru.dolen.participant.registered.v1"


class FakeGateway:
    """What was asked of it, and what it is to do wrong."""

    def __init__(self) -> None:
        self.partners: dict[str, Any] = {}
        self.once: dict[str, Any] = {}
        self.calls: list[str] = []
        self.applied: list[dict[str, Any]] = []
        self.batches: list[int] = []
        self.unanswered = 0
        """So many batches are stored without being acknowledged."""
        self.unanswered_status = 503
        self.retry_after: dict[str, str] = {}
        """The header that goes with a batch that is not acknowledged."""
        self.asked_at: list[float] = []
        """When batches came, in seconds of the event loop."""
        self.unknown_referrals = 0
        """So many times a registration from a referral is told to come again later."""
        self.refused: set[str] = set()
        """Events refused for good."""
        self.lag = 0
        """So many looks at the figures before they are complete."""
        self.behind = 0
        """So many times a service says that facts wait."""

    async def partner(self, request: web.Request) -> web.Response:
        self.partners[request.match_info["id"]] = await request.json()
        return web.json_response({})

    async def post(self, request: web.Request) -> web.Response:
        """Any other POST: done once per Idempotency-Key."""
        key = request.headers["idempotency-key"]
        if key not in self.once:
            self.calls.append(request.path.rsplit("/", 1)[-1])
            self.once[key] = {"id": str(uuid4())}
        return web.json_response(self.once[key], headers={"etag": f'"{len(self.calls)}"'})

    async def events(self, request: web.Request) -> web.Response:
        batch = await request.json()
        self.batches.append(len(batch))
        self.asked_at.append(asyncio.get_running_loop().time())
        results = [self._apply(event) for event in batch]
        if self.unanswered:
            self.unanswered -= 1
            return web.Response(status=self.unanswered_status, headers=self.retry_after)
        return web.json_response({"results": results})

    def _apply(self, event: dict[str, Any]) -> dict[str, Any]:
        answer = {"id": event["id"], "participant": f"participant of {event['subject']}"}
        subjects = {applied["subject"] for applied in self.applied}
        if event["id"] in {applied["id"] for applied in self.applied}:
            return {**answer, "status": "duplicate"}
        if event["id"] in self.refused:
            return {"id": event["id"], "status": "rejected", "problem": {"code": "unknown-lot"}}
        if event["data"].get("referral") and self.unknown_referrals:
            self.unknown_referrals -= 1
            return _later(event, "referral-unknown")
        if event["type"] != REGISTERED and event["subject"] not in subjects:
            return _later(event, "participant-unknown")
        self.applied.append(event)
        return {**answer, "status": "accepted"}

    async def figures(self, request: web.Request) -> web.Response:
        self.lag -= 1
        registered = Counter(
            event["data"].get("programme", "oows") for event in self.applied if event["type"] == REGISTERED
        )
        counted = registered[request.query["programme"]] if self.lag < 0 else 0
        known_at = datetime.now(UTC).isoformat()  # no two answers have the same
        rows = [{"lot": "Dyfed", "participation_to_date": counted}]
        return web.json_response({"known_at": known_at, "rows": rows})

    async def readiness(self, request: web.Request) -> web.Response:
        self.behind -= 1
        return web.json_response({"lag": max(0, self.behind + 1), "outbox_age_seconds": 0.0})

    @asynccontextmanager
    async def open(self, run_config: RunConfig) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_put("/v1/partners/{id}", self.partner)
        app.router.add_post("/v1/events", self.events)
        app.router.add_get("/v1/aggregates/{table}", self.figures)
        app.router.add_post("/v1/{rest:.+}", self.post)
        app.router.add_get("/readyz", self.readiness)
        runner = web.AppRunner(app)
        await runner.setup()
        for name in (GATEWAY, *SERVICES):
            await web.TCPSite(runner, "127.0.0.1", run_config.ports[name]).start()
        try:
            yield
        finally:
            await runner.cleanup()


def _later(event: dict[str, Any], code: str) -> dict[str, Any]:
    return {"id": event["id"], "status": "rejected", "problem": {"code": code, "retry": True}}
