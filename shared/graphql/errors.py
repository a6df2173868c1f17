"""Formats errors of the graph: a refusal by its code, everything else without a word of what was sent or
stored."""

from collections.abc import Iterable
from typing import Any

import structlog
from graphql import GraphQLError

from shared.refusal import Refusal
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


def format_errors(errors: Iterable[GraphQLError] | None, language: str) -> list[dict[str, Any]]:
    """Format all errors of an execution."""
    return [format_error(each, language) for each in errors or ()]
