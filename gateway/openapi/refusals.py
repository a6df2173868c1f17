"""Gathers what services and gateway may refuse: one list of problems, by their codes."""

from collections.abc import Mapping
from typing import Any

from shared.web.problem_codes import MEMBER, listed

Json = dict[str, Any]


def refusals_of(documents: Mapping[str, Json]) -> dict[str, Json]:
    """Every problem by its code: the gateway's own, and those that the services' documents list."""
    found: dict[str, Json] = {}
    for each in (*(document.get(MEMBER, {}) for document in documents.values()), listed()):
        found |= each
    return dict(sorted(found.items()))
