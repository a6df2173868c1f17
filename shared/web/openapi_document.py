"""Completes the OpenAPI document that the framework makes of a service with what it does not know."""

from typing import Any

from fastapi import FastAPI

from shared.web import problem_codes


def complete(app: FastAPI) -> None:
    """Let the document of `app` list the problems that it may answer with. It is made once."""
    of_framework = app.openapi

    def openapi() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        document: dict[str, Any] = of_framework()
        if is_new:
            document[problem_codes.MEMBER] = problem_codes.listed()
        return document

    app.openapi = openapi  # type: ignore[method-assign]
