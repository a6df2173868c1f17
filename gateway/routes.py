"""Routes paths to services by an allow-list: a path that is not in this table does not exist for a caller,
least of all a service's `/internal`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shared.refusal import NotFound

KIB: Final = 1024
MIB: Final = 1024 * KIB

Kind = Literal["read", "write", "intake", "graph"]
"""Of a request: each has a budget of its own."""

READ_AND_WRITE: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
EVENT: Final = "application/cloudevents+json"
EVENT_BATCH: Final = "application/cloudevents-batch+json"
JSON: Final = "application/json"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class Route:
    """One prefix, the service behind it, and the requests it takes."""

    path: str
    """The prefix; the access log has it in place of the address."""
    service: str
    methods: tuple[str, ...] = READ_AND_WRITE
    and_below: bool = True
    """Whether addresses below the prefix are reachable too."""
    media_types: tuple[str, ...] = ()
    """The media types of a body; where none is named the service decides."""
    largest_body: int = 1 * MIB
    """In bytes. A form with every note filled to its limit is a tenth of it."""
    is_intake: bool = False
    """Whether it takes events, compressed too and in batches, under a longer deadline."""

    def kind(self, method: str) -> Kind:
        """The kind of a request by this route."""
        if self is GRAPH_ROUTE:
            return "graph"
        if self.is_intake:
            return "intake"
        return "read" if method == "GET" else "write"

    def takes(self, media_type: str) -> bool:
        """Whether a body may be of this media type: where events are taken, also any JSON, which is the data
        of one in binary mode."""
        named = not self.media_types or media_type in self.media_types
        return named or (self.is_intake and media_type.endswith("+json"))


def served(method: str) -> str:
    """The method that a request is answered by: HEAD is GET, of which the server leaves out the body
    (RFC 9110, 9.3.2)."""
    return "GET" if method == "HEAD" else method


_TABLE: Final = (
    Route(
        "/v1/events",
        "participants",
        methods=("POST",),
        and_below=False,
        media_types=(EVENT, EVENT_BATCH, JSON, CSV, XLSX, ODS),
        largest_body=5 * MIB,
        is_intake=True,
    ),
    Route("/v1/event-templates", "participants", methods=("GET",)),
    Route("/v1/referrals", "referrals"),
    Route("/v1/referrals.csv", "referrals", methods=("GET",), and_below=False),
    Route("/v1/partners", "referrals"),
    Route("/v1/webhook-subscriptions", "referrals"),
    Route("/v1/participants", "participants"),
    Route("/v1/participants.csv", "participants", methods=("GET",), and_below=False),
    Route("/v1/due", "participants"),
    Route("/v1/incomplete-forms", "participants"),
    Route("/v1/audit", "participants", methods=("GET",)),
    Route("/v1/programmes", "outcomes", methods=("GET",)),
    Route("/v1/aggregates", "outcomes"),
    Route("/v1/claims", "outcomes"),
    Route("/v1/claims.csv", "outcomes", methods=("GET",), and_below=False),
    Route("/v1/data-quality", "outcomes"),
    Route("/v1/data-quality.csv", "outcomes", methods=("GET",), and_below=False),
    Route("/v1/employers", "employers"),
    Route("/v1/opportunities", "employers"),
    Route("/v1/ready", "employers", methods=("GET",)),
    Route("/v1/placements", "employers"),
)
ROUTES: Final = {route.path: route for route in _TABLE}
GRAPH_ROUTE: Final = Route(
    "/graphql",
    "graph",
    methods=("GET", "POST"),
    and_below=False,
    media_types=("application/json",),
    largest_body=256 * KIB,
)
TOKEN_ROUTE: Final = Route(
    "/token",
    "issuer",
    methods=("POST",),
    and_below=False,
    largest_body=8 * KIB,
)
"""Where a system gets an access token, in development."""
RECEIPTS: Final = Route("/v1/events", "participants", methods=("GET",))
"""What is below the address of events: a receipt by the names that the sender gave, and counts."""
SERVICES: Final = tuple(dict.fromkeys(route.service for route in _TABLE))


def find(segments: Sequence[str]) -> Route:
    """The route of a path, given as its decoded segments. Raises NotFound."""
    route = ROUTES.get("/" + "/".join(segments[:2]))
    if route is ROUTES[RECEIPTS.path] and (len(segments) == 4 or tuple(segments[2:]) == ("counts",)):
        return RECEIPTS
    if route is None or (len(segments) > 2 and not route.and_below):
        raise NotFound
    return route
