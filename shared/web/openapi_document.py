"""Completes the OpenAPI document that the framework makes of a service with what it does not know."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.web import problem_codes


def operation_id(route: APIRoute) -> str:
    """Name an operation as a person would name a method: `acceptReferral` for `accept_referral`."""
    first, *others = route.name.split("_")
    return first + "".join(each.capitalize() for each in others)


def complete(app: FastAPI, schemas: Callable[[], Mapping[str, Any]]) -> None:
    """Let the document of `app` list the problems that it may answer with, and hold `schemas`, those of
    bodies that the framework does not read. It is made once."""
    of_framework = app.openapi

    def openapi() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        document: dict[str, Any] = of_framework()
        if is_new:
            document[problem_codes.MEMBER] = problem_codes.listed()
            document.setdefault("components", {}).setdefault("schemas", {}).update(schemas())
        return document

    app.openapi = openapi  # type: ignore[method-assign]
