"""Merges the services' OpenAPI documents: keeps what can be reached from outside, and gives schemas that
differ different names."""

import copy
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from gateway import routes
from gateway.openapi import webhooks
from gateway.openapi.descriptions import describe
from gateway.openapi.problem_responses import HEAD, RESPONSES, SCHEMAS, security_schemes, with_problems
from gateway.openapi.refusals import refusals_of
from shared.refusal import NotFound

Json = dict[str, Any]

_REFERENCE: Final = "#/components/schemas/"
_METHODS: Final = ("get", "put", "post", "delete", "patch")


def merged(documents: Mapping[str, Json], *, token_url: str) -> Json:
    """Merge the documents of all services. `documents`: name of a service → its own OpenAPI 3.1 document;
    `token_url`: where a system gets its access token."""
    paths = {service: _public_paths(service, document) for service, document in documents.items()}
    schemas = {service: _used(paths[service], _schemas(documents[service])) for service in documents}
    own = copy.deepcopy(SCHEMAS) | webhooks.schemas()
    clashing = _clashing([own, *schemas.values()])
    all_paths: Json = {}
    all_schemas: Json = own
    all_schemas["ProblemCode"]["enum"] = list(refusals_of(documents))
    for service, used in schemas.items():
        names = {name: _listed(_prefixed(service, name) if name in clashing else name) for name in used}
        all_paths |= _renamed(paths[service], names)
        all_schemas |= {names[name]: _renamed(schema, names) for name, schema in used.items()}
    document = {
        **HEAD,
        "paths": dict(sorted(all_paths.items())),
        "webhooks": webhooks.webhooks(),
        "components": {
            "schemas": dict(sorted(all_schemas.items())),
            "responses": RESPONSES,
            "securitySchemes": security_schemes(token_url),
        },
    }
    describe(document)
    return document


def _schemas(document: Json) -> Json:
    found: Json = document.get("components", {}).get("schemas", {})
    return found


def _public_paths(service: str, document: Json) -> Json:
    """The paths that the gateway routes to this service, with the problem responses of each operation."""
    return {
        path: {
            key: with_problems(value, service) if key in _METHODS else value for key, value in item.items()
        }
        for path, item in document["paths"].items()
        if _owner(path) == service
    }


def _owner(path: str) -> str | None:
    try:
        return routes.find(path.removeprefix("/").split("/")).service
    except NotFound:
        return None


def _used(paths: Json, schemas: Json) -> Json:
    """The schemas that the paths refer to, directly or through others; all others are private."""
    used: Json = {}
    wanted = _references(paths)
    while wanted:
        used |= {name: schemas[name] for name in wanted if name in schemas}
        wanted = _references([schemas[name] for name in wanted if name in schemas]) - used.keys()
        wanted &= schemas.keys()
    return used


def _clashing(parts: Iterable[Json]) -> set[str]:
    """The names under which two documents have different schemas. Equal schemas differ too where they refer
    to schemas that do."""
    meanings = defaultdict(list)
    for part in parts:
        for name, schema in part.items():
            meanings[name].append(schema)
    repeated = {name: same_name for name, same_name in meanings.items() if len(same_name) > 1}
    clashing = {
        name for name, same_name in repeated.items() if any(other != same_name[0] for other in same_name)
    }
    while more := {name for name in repeated.keys() - clashing if _references(repeated[name]) & clashing}:
        clashing |= more
    return clashing


def _prefixed(service: str, name: str) -> str:
    return f"{service.capitalize()}{name}"


def _listed(name: str) -> str:
    """`ClaimOutPage`, for what the framework names `Page_ClaimOut_`."""
    return f"{match[1]}Page" if (match := re.fullmatch(r"Page_(\w+)_", name)) else name


def _references(node: Any) -> set[str]:
    """The names of the schemas that `node` refers to."""
    if isinstance(node, str):
        return {node.removeprefix(_REFERENCE)} if node.startswith(_REFERENCE) else set()
    if isinstance(node, dict):
        node = node.values()
    elif not isinstance(node, list):
        return set()
    return {name for part in node for name in _references(part)}


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    """`node` with every reference under its new name."""
    if isinstance(node, str) and node.startswith(_REFERENCE):
        name = node.removeprefix(_REFERENCE)
        return _REFERENCE + names.get(name, name)
    if isinstance(node, dict):
        return {key: _renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_renamed(value, names) for value in node]
    return node
