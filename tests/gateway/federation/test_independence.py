"""The federation engine works without the gateway around it and without the kit."""

import subprocess
import sys

WITHOUT_THE_HOUSE = """
import asyncio, importlib.abc, json, sys


class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        root, _, below = name.partition(".")
        if root in ("shared", "services", "deploy", "tests") or (
            root == "gateway" and below and below.split(".")[0] != "federation"
        ):
            raise ImportError(f"{name} is not part of the federation engine")


sys.meta_path.insert(0, Blocked())

from opentelemetry import trace
from starlette.datastructures import Headers

from gateway.federation.engine import Engine
from gateway.federation.execution.transport import RequestContext, SubgraphFailed
from gateway.federation.http import GraphHttp
from gateway.federation.operation.persisted import PersistedOperations
from gateway.federation.supergraph.join_directives import read
from gateway.federation.tracing import Instrumentation, TracedTransport

import gateway.federation.transport.http

SUPERGRAPH = '''
schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
enum join__Graph {
  BOOKS @join__graph(name: "books", url: "http://books.invalid")
  PRICES @join__graph(name: "prices", url: "http://prices.invalid")
}
type Query @join__type(graph: BOOKS) { books: [Book] stock: Int }
type Book @join__type(graph: BOOKS, key: "id") @join__type(graph: PRICES, key: "id") {
  id: ID! title: String @join__field(graph: BOOKS) price: Int @join__field(graph: PRICES)
}
'''


class Stubs:
    async def send(self, graph, body, context, *, repeatable):
        if "stock" in json.loads(body)["query"]:
            raise SubgraphFailed("unavailable")
        data = {
            "books": {"books": [{"id": "1", "title": "Dictionary"}]},
            "prices": {"_entities": [{"price": 12}]},
        }
        return json.dumps({"data": data[graph.name]}).encode()


class Metrics:
    def operation(self, outcome, seconds): print(outcome)
    def refused(self, code): print(code)
    def fetch(self, service, outcome, seconds): print(service, outcome)


async def main():
    instrumentation = Instrumentation(Metrics(), trace.get_tracer("elsewhere"), prefix="elsewhere")
    engine = Engine(read(SUPERGRAPH), TracedTransport(Stubs(), instrumentation))
    graph = GraphHttp(engine, PersistedOperations(), instrumentation)
    context = RequestContext(deadline=0.0)
    for query in ("{ books { title price } }", "{ stock }", "{ unknown }"):
        body = json.dumps({"query": query}).encode()
        response = await graph.post(body, Headers({}), context, may_introspect=False)
        print(response.body.decode())


asyncio.run(main())
"""


def test_an_operation_over_two_subgraphs_is_answered_where_the_rest_of_the_house_cannot_be_imported() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_HOUSE], capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "books answered",
        "prices answered",
        "whole",
        '{"data":{"books":[{"title":"Dictionary","price":12}]}}',
        "books unavailable",
        "partial",
        '{"data":{"stock":null},"errors":[{"message":"The service books is not available just now.",'
        '"path":["stock"],"extensions":{"code":"unavailable","service":"books"}}]}',
        "invalid-operation",
        "refused",
        '{"errors":[{"message":"The operation does not fit the graph.",'
        '"extensions":{"code":"invalid-operation"}}]}',
    ]
