"""Formats errors of the graph: a refusal by its code, everything else without a word of what was sent or
stored."""

from collections.abc import Iterable
from typing import Any

import structlog
from graphql import GraphQLError

from shared import security_events
from shared.auth import Caller
from shared.refusal import NotFound, NotPermitted, Refusal
from shared.web.problems import FAULT
from shared.web.translations import in_language

log = structlog.get_logger()


class QueryUnreadable(Refusal):
    code = "query-unreadable"
    status = 400
    title = "This is not a query that this graph can answer."


def format_error(error: GraphQLError, language: str) -> dict[str, Any]:
    """Format one error: `code` is that of the same refusal over REST. The library's own sentences
    may quote what was sent; they are replaced."""
    original = error.original_error
    if isinstance(original, Refusal):
        said = _of_refusal(original, language)
    elif error.path:
        log.error("graph.fault", exc_info=original or error)
        said = {"message": in_language(FAULT, language), "extensions": {"code": "fault"}}
    else:  # before anything was looked up: the request itself is at fault
        said = _of_refusal(QueryUnreadable(), language)
    if error.locations:
        said["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    if error.path:
        said["path"] = error.path
    return said


def _of_refusal(refusal: Refusal, language: str) -> dict[str, Any]:
    extensions: dict[str, Any] = {name: str(value) for name, value in refusal.details.items()}
    if refusal.retry:
        extensions["retry"] = True
    return {
        "message": in_language(refusal.title, language),
        "extensions": {**extensions, "code": refusal.code},
    }


def record_denials(errors: Iterable[GraphQLError] | None, caller: Caller) -> None:
    """Record what a caller was denied in one request, by how many fields: their names may be the caller's
    own."""
    refusals = [each.original_error for each in errors or ()]
    kinds: tuple[tuple[security_events.Kind, type[Refusal]], ...] = (
        ("permission-denied", NotPermitted),
        ("object-denied", NotFound),
    )
    for kind, refusal in kinds:
        if count := sum(isinstance(each, refusal) for each in refusals):
            security_events.record(kind, caller.identity(), route="graph", fields=count)


def format_errors(errors: Iterable[GraphQLError] | None, language: str) -> list[dict[str, Any]]:
    """Format all errors of an execution."""
    return [format_error(each, language) for each in errors or ()]
