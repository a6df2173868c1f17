"""Schema drift is detected, logged once, and shown in the readiness."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway import schema_drift
from gateway.schema_drift import SchemaDrift
from gateway.upstream import Upstreams
from tests.eventually import eventually
from tests.gateway.conftest import Gateway, Start, Stub
from tests.gateway.federation.subgraphs import supergraph
from tests.gateway.federation.test_http import JSON, TEXT, answering, body

COMPOSED, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def sdl(tmp_path: Path) -> Path:
    path = tmp_path / "supergraph.graphql"
    path.write_text(
        f"# referrals sha256:{COMPOSED}\n# supergraph sha256:{OTHER}\n\n"
        + supergraph(
            ["referrals"],
            """type Query @join__type(graph: REFERRALS) { lots: [Lot] }
            type Lot @join__type(graph: REFERRALS) { code: ID! }""",
        )
    )
    return path


def test_fingerprints_are_read_at_the_head_only(sdl: Path) -> None:
    text = sdl.read_text() + f"\n# outcomes sha256:{OTHER}\n"
    assert schema_drift.fingerprints(text) == {"referrals": COMPOSED, schema_drift.SUPERGRAPH: OTHER}


async def test_a_change_is_warned_of_once_and_its_end_told(services: dict[str, Stub]) -> None:
    stub = services["referrals"]
    upstreams = Upstreams({"referrals": f"http://127.0.0.1:{stub.port}"}, connect_seconds=1)
    upstreams.open()
    watched = SchemaDrift({"referrals": COMPOSED}, upstreams, every_seconds=60)
    with capture_logs() as logs:
        for fingerprint in (COMPOSED, OTHER, OTHER, None, OTHER, COMPOSED, COMPOSED):
            stub.fingerprint = fingerprint
            await watched.compare_all()
        await stub.stop()
        await watched.compare_all()
    await upstreams.close()
    told = [(each["event"], each["log_level"]) for each in logs if each["event"].startswith("graph.")]
    assert told == [("graph.drifted", "warning"), ("graph.in-step", "info")]
    assert watched.drifted == []


async def test_a_graph_whose_service_has_changed_is_served_as_it_is_and_says_so(
    start: Start, services: dict[str, Stub], sdl: Path
) -> None:
    services["referrals"].fingerprint = OTHER
    gateway = await start(supergraph=sdl)
    services["referrals"].answer = answering(lots=[{"code": "lot-1"}])

    async def readiness() -> dict[str, object]:
        reply = await gateway.ask("/readyz", token="")
        assert reply.status == 200, "it is ready all the same"
        said: dict[str, object] = reply.json
        return said

    said = await eventually(readiness, until=lambda said: "graph_drifted" in said)
    assert said["graph_drifted"] == ["referrals"]
    reply = await gateway.ask("/graphql", "POST", data=body(TEXT), headers=JSON)
    assert reply.json == {"data": {"lots": [{"code": "lot-1"}]}}


async def test_services_are_looked_at_again_and_again(
    start: Start, services: dict[str, Stub], sdl: Path
) -> None:
    services["referrals"].fingerprint = COMPOSED
    gateway: Gateway = await start(supergraph=sdl, drift_seconds=0.01)

    async def looked() -> int:
        return gateway.services["referrals"].sdl_requests

    await eventually(looked, until=lambda times: times > 2)
