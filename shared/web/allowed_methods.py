"""Names the methods that an address takes, for `Allow` (RFC 9110, 10.2.1)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from fastapi.routing import iter_route_contexts

_ORDER: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def allowed_methods(routes: Iterable[Any], path: str) -> str:
    """List the methods of all routes with this path; HEAD wherever there is GET: the gateway answers it. A
    path with a name of its own (`/v1/participants/search`) is none of those that have an id there."""
    found: dict[int, set[str]] = defaultdict(set)
    for context in iter_route_contexts(list(routes)):
        if context.path_regex.match(path):
            found[str(context.path_format).count("{")] |= context.methods or set()
    if not found:
        return ""
    methods = found[min(found)]
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods, key=_ORDER.index))
